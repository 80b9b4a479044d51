package org.truecost.metering.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The checkpoints of a metering job: a directory with a file {@code lineage}, which names the job
 * over all its restarts, and below it what Flink writes, {@code JOB/chk-NUMBER/_metadata}.
 */
public final class Checkpoints {
  private static final String LINEAGE = "lineage";
  private static final String UNTIL_NOW = "until-now";
  private static final String PREFIX = "chk-";
  private static final String COMPLETE = "_metadata";

  private final Path directory;

  public Checkpoints(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /**
   * A complete checkpoint.
   *
   * @param number counts up over all restarts of a job
   * @param path where it lies
   */
  public record Checkpoint(long number, Path path) {}

  /** The job whose checkpoints these are, if there are any. */
  public Optional<String> lineage() throws IOException {
    try {
      return Optional.of(
          Files.readString(directory.resolve(LINEAGE), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Begins the checkpoints of a new job. Those of the one before stay where they are. */
  public String begin() throws IOException {
    String lineage = "meter-" + UUID.randomUUID();
    Files.createDirectories(of(lineage));
    Path temporary = directory.resolve(LINEAGE + ".new");
    Files.writeString(temporary, lineage + "\n", StandardCharsets.UTF_8);
    Files.move(
        temporary,
        directory.resolve(LINEAGE),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return lineage;
  }

  /** Remembers that a job was begun as one that ends. */
  public void endByItself(String lineage) throws IOException {
    Files.writeString(of(lineage).resolve(UNTIL_NOW), "", StandardCharsets.UTF_8);
  }

  /** Whether a job was begun as one that ends. */
  public boolean endsByItself(String lineage) {
    return Files.exists(of(lineage).resolve(UNTIL_NOW));
  }

  /** Where the checkpoints of a job go. */
  public Path of(String lineage) {
    return directory.resolve(lineage);
  }

  /** The newest complete checkpoint of a job. */
  public Optional<Checkpoint> newest(String lineage) throws IOException {
    if (!Files.isDirectory(of(lineage))) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.walk(of(lineage), 2)) {
      return found
          .filter(path -> path.getFileName().toString().matches(PREFIX + "[0-9]{1,18}"))
          .filter(path -> Files.isRegularFile(path.resolve(COMPLETE)))
          .map(
              path ->
                  new Checkpoint(
                      Long.parseLong(path.getFileName().toString().substring(PREFIX.length())),
                      path))
          .max(Comparator.comparingLong(Checkpoint::number));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
