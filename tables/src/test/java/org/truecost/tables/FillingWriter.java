package org.truecost.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.truecost.tables.Change.Checkpoint;

/** Publishes ever larger commits until the disk is full, then says why it stopped. */
final class FillingWriter {
  private FillingWriter() {}

  public static void main(String[] arguments) throws IOException {
    CommitLog log = DataDirectory.create(Path.of(arguments[0])).log();
    for (int checkpoint = 1; true; checkpoint++) {
      DataFile file =
          new DataFile(
              "usage", "usage/" + checkpoint + ".parquet", "pypi", "2026-10", 1, 1, List.of());
      try {
        log.append(
            Change.publish("fill", new Checkpoint("job", checkpoint), List.of(file), List.of()));
      } catch (DataDirectoryException full) {
        System.out.println(full.reason() + " at " + checkpoint);
        return;
      }
    }
  }
}
