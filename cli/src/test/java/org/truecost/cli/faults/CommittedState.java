package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.truecost.cli.faults.TablesReader.Look;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;

/**
 * A state of the tables that was published: what readers may see, whatever else lies on disk.
 *
 * @param requests requests in {@code usage}
 * @param rows the summed rows of all tables
 */
record CommittedState(long requests, List<String> rows) {
  static final CommittedState EMPTY = new CommittedState(0, List.of());

  /** The state that {@code data} is in. */
  static CommittedState of(Path data) throws IOException, SQLException {
    return new CommittedState(
        TablesReader.ofNewestCommit().read(data).usageRequests(), SummedTables.of(data));
  }

  /**
   * Fails unless the newest commit is whole and {@code reader} sees exactly this state.
   *
   * @param reader how the tables are looked at
   */
  void check(Path data, TablesReader reader) throws IOException, SQLException {
    DataDirectory directory = DataDirectory.open(data);
    Commit head = directory.log().head();
    for (DataFile file : head.files()) {
      Path path = directory.resolve(file.path());
      assertThat(path).exists();
      assertThat(Files.size(path)).as(file.path()).isEqualTo(file.bytes());
      assertThat(DataFiles.isClosed(path)).as("%s is closed", file.path()).isTrue();
    }
    directory.coverage().read(head);
    assertThat(Look.at(data, reader).violations(Set.of(requests))).isEmpty();
    assertThat(SummedTables.of(data)).containsExactlyElementsOf(rows);
  }
}
