package org.truecost.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.truecost.tables.Change.Checkpoint;

/**
 * A job that publishes one usage and one ledger file per checkpoint, and when started again goes on
 * where the log says, repeating its last checkpoint as a restored job would.
 */
final class RacingWriter {
  private RacingWriter() {}

  public static void main(String[] arguments) throws IOException {
    DataDirectory directory = DataDirectory.create(Path.of(arguments[0]));
    String lineage = arguments[1];
    int checkpoints = Integer.parseInt(arguments[2]);
    CommitLog log = directory.log();
    long committed = log.head().lineages().getOrDefault(lineage, 0L);
    for (long checkpoint = Math.max(1, committed); checkpoint <= checkpoints; checkpoint++) {
      List<DataFile> files =
          List.of(
              write(directory, "usage", lineage, checkpoint),
              write(directory, "ledger", lineage, checkpoint));
      log.append(Change.publish("replay", new Checkpoint(lineage, checkpoint), files, List.of()));
    }
  }

  private static DataFile write(
      DataDirectory directory, String table, String lineage, long checkpoint) throws IOException {
    String path = table + "/registry=pypi/month=2026-10/" + UUID.randomUUID() + ".parquet";
    Files.createDirectories(directory.resolve(path).getParent());
    byte[] content = (lineage + " " + checkpoint).getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve(path), content);
    return new DataFile(
        table, path, "pypi", "2026-10", checkpoint, content.length, List.of(lineage));
  }
}
