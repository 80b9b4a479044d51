package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The programs that a cluster runs.
 *
 * @param java the {@code java} command
 * @param kafkaClassPath the broker's jars
 * @param flinkClassPath Flink's jars, and whatever jobs expect to be there already
 */
public record Installation(Path java, String kafkaClassPath, String flinkClassPath) {
  public Installation {
    requireNonNull(java, "java");
    requireNonNull(kafkaClassPath, "kafkaClassPath");
    requireNonNull(flinkClassPath, "flinkClassPath");
  }

  /**
   * All jars of two directories, run by the Java that runs this.
   *
   * @throws DevClusterException if one has no jars, or if Java cannot be told of it
   */
  public static Installation of(Path libKafka, Path lib) throws DevClusterException {
    return new Installation(ownJava(), jarsOf(libKafka), jarsOf(lib));
  }

  /** The {@code java} command that runs this. */
  public static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String jarsOf(Path directory) throws DevClusterException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (absolute.toString().contains(File.pathSeparator)) {
      throw new DevClusterException(
          absolute + ": Java cannot read jars below a name with '" + File.pathSeparator + "'.");
    }
    try (Stream<Path> files = Files.list(absolute)) {
      if (files.anyMatch(file -> file.toString().endsWith(".jar"))) {
        return absolute + File.separator + "*";
      }
    } catch (IOException missing) {
      throw new DevClusterException(
          absolute + " cannot be read; build it with: mvn -DskipTests package", missing);
    }
    throw new DevClusterException(
        absolute + " has no jars; build it with: mvn -DskipTests package");
  }
}
