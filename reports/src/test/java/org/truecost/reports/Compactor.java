package org.truecost.reports;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;

/** Compacts a directory in a process of its own, so that it can be killed. */
final class Compactor {
  private Compactor() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    DataDirectory directory = DataDirectory.create(Path.of(arguments[0]));
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      Compaction.run(directory, lease, 100);
    }
  }

  static Process start(DataDirectory directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Compactor.class.getName(),
            directory.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
