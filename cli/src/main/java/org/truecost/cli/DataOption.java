package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.truecost.tables.DataDirectory;
import picocli.CommandLine.Option;

/** The data directory of a command that needs one that is there. */
final class DataOption {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The data directory.")
  private Path path;

  /** As the user named it. */
  Path path() {
    return path;
  }

  /**
   * Opens it.
   *
   * @throws org.truecost.tables.DataDirectoryException if it is none, or cannot be used
   */
  DataDirectory open() throws IOException {
    return DataDirectory.open(path);
  }
}
