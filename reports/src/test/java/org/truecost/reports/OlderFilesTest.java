package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Lease;
import org.truecost.tables.Tables;

/** Files that an earlier Truecost wrote, before columns were added. */
class OlderFilesTest {
  /** A ledger of before there were delays, of one file with a line that counts; not rewritten. */
  private static final String LEDGER_1 = "ledger-1.parquet";

  private static final String SUMS =
      "SELECT sum(counted), sum(delay_one_hour), sum(delay_longer), count(*) FROM ledger"
          + " WHERE source = 'crates-io-static'";
  private static final String ROWS =
      "SELECT file, counted, delay_one_hour, delay_longest_micros FROM ledger"
          + " WHERE source = 'crates-io-static'";

  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void publishAsBefore() throws IOException {
    directory = DataDirectory.create(folder);
    String path = "ledger/registry=crates-io/month=2026-10/old.parquet";
    Path stored = directory.resolve(path);
    Files.createDirectories(stored.getParent());
    try (InputStream old = OlderFilesTest.class.getResourceAsStream(LEDGER_1)) {
      Files.copy(old, stored);
    }
    DataFile file =
        new DataFile(
            "ledger",
            path,
            "crates-io",
            "2026-10",
            1,
            Files.size(stored),
            List.of("crates-io-static/2026-10-03"));
    directory
        .log()
        .append(Change.publish("replay", new Checkpoint("old", 1), List.of(file), List.of()));
  }

  @Test
  void haveNoDelaysWhichIsNoughtAndNoLongestOne() throws Exception {
    assertThat(answer(ROWS)).containsExactly("[crates-io-static/a.log.gz, 1, 0, null]");
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
      assertThat(Sql.run(database, "SELECT * FROM ledger").columns())
          .isEqualTo(Tables.LEDGER.columns().stream().map(column -> column.name()).toList());
    }
  }

  @Test
  void areReadBesideThoseOfToday() throws Exception {
    new RandomTables(directory, 5).publish("crates-io", "today", 1, 20);

    assertThat(answer(SUMS)).containsExactly("[1, 0, 0, 1]");
    assertThat(answer("SELECT count(*), count(delay_one_hour) FROM ledger"))
        .containsExactly("[21, 21]");
  }

  @Test
  void areCompactedWithThoseOfToday() throws Exception {
    new RandomTables(directory, 5).publish("crates-io", "today", 1, 20);
    List<String> before =
        answer("SELECT sum(COLUMNS('delay_one_hour|delay_longer|counted')) FROM ledger");

    try (Lease lease = Lease.acquire(directory, "compact")) {
      Compaction.run(directory, lease, 1);
    }

    assertThat(directory.log().head().files(Tables.LEDGER)).hasSize(1);
    assertThat(answer("SELECT sum(COLUMNS('delay_one_hour|delay_longer|counted')) FROM ledger"))
        .isEqualTo(before);
    assertThat(answer(ROWS)).containsExactly("[crates-io-static/a.log.gz, 1, 0, null]");
  }

  private List<String> answer(String sql) throws Exception {
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
      return Sql.run(database, sql).rows().stream().map(Object::toString).toList();
    }
  }
}
