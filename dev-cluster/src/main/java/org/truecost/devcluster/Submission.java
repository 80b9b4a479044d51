package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job to be run, as for {@code flink run}.
 *
 * @param jar its jar
 * @param mainClass the class to run, or empty for the one that the jar's manifest names
 * @param parallelism of its operators, or 0 for the cluster's default
 * @param savepoint the savepoint or checkpoint to begin from
 * @param arguments for the class
 */
public record Submission(
    Path jar,
    Optional<String> mainClass,
    int parallelism,
    Optional<String> savepoint,
    List<String> arguments) {
  public Submission {
    requireNonNull(jar, "jar");
    requireNonNull(mainClass, "mainClass");
    requireNonNull(savepoint, "savepoint");
    arguments = List.copyOf(arguments);
    if (parallelism < 0) {
      throw new IllegalArgumentException("parallelism < 0: " + parallelism);
    }
  }

  /** The class that the manifest of {@code jar} names. */
  public static Submission of(Path jar, String... arguments) {
    return new Submission(jar, Optional.empty(), 0, Optional.empty(), List.of(arguments));
  }

  public Submission withMainClass(String name) {
    return new Submission(jar, Optional.of(name), parallelism, savepoint, arguments);
  }

  public Submission withParallelism(int degree) {
    return new Submission(jar, mainClass, degree, savepoint, arguments);
  }

  /** Begins from a savepoint or a retained checkpoint, as {@link FlinkRest} names them. */
  public Submission fromSavepoint(String path) {
    return new Submission(jar, mainClass, parallelism, Optional.of(path), arguments);
  }

  List<String> words() {
    List<String> words = new ArrayList<>(List.of("run", "-d"));
    mainClass.ifPresent(name -> words.addAll(List.of("-c", name)));
    if (parallelism > 0) {
      words.addAll(List.of("-p", Integer.toString(parallelism)));
    }
    savepoint.ifPresent(path -> words.addAll(List.of("-s", path)));
    words.add(jar.toAbsolutePath().toString());
    words.addAll(arguments);
    return words;
  }
}
