package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.retention.RetentionPolicy;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Lease;
import org.truecost.tables.PurgeRecord;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

class PurgeTest {
  private static final String OLD = "source/2026-08-31";
  private static final String EDGE = "source/2026-09-01";
  private static final String YOUNG = "source/2026-10-20";

  /** With 30 days, the first day that is kept is 1 September. */
  private static final LocalDate TODAY = LocalDate.parse("2026-10-01");

  @TempDir Path folder;
  private DataDirectory directory;
  private RandomTables random;

  @BeforeEach
  void publish() throws Exception {
    directory = DataDirectory.create(folder.resolve("it's [data]"));
    random = new RandomTables(directory, 7);
    for (String batch : List.of(OLD, EDGE, YOUNG)) {
      random.publish("pypi", batch, 1, 200);
    }
  }

  @Test
  void rowsOfOldBatchesGoFromEveryFileOnDisk() throws Exception {
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);
    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(OLD, EDGE, YOUNG);

    Purge.Purged purged = purge(Map.of("rejects", 30), TODAY);

    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(EDGE, YOUNG);
    assertThat(purged.commit()).isEqualTo(4);
    assertThat(purged.removed().commits()).isEqualTo(3);
    Map<String, Map<List<String>, List<Object>>> after = Summed.of(directory);
    assertThat(after.remove("rejects")).isNotEqualTo(before.remove("rejects"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aFileWithRowsOnBothSidesIsWrittenAnewWithoutTheOldOnes() throws Exception {
    long young = rowsOf(YOUNG) + rowsOf(EDGE);
    compact(100);
    long merged = rowsOf(YOUNG) + rowsOf(EDGE);
    assertThat(directory.log().head().files(Tables.REJECTS)).hasSize(1);

    Purge plan = plan(Map.of("rejects", 30), TODAY);
    PurgeRecord.Table gone = plan.tables().get(0);
    assertThat(gone.batches()).containsExactly(OLD);
    assertThat(gone.rows()).isEqualTo(rowsOf(OLD)).isPositive();
    // The merged file's, and those it was merged from, which older commits name.
    assertThat(plan.commits()).isEqualTo(4);
    apply(plan);

    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(EDGE, YOUNG);
    assertThat(rowsOf(YOUNG) + rowsOf(EDGE)).isEqualTo(merged).isLessThanOrEqualTo(young);
    DataFile left = directory.log().head().files(Tables.REJECTS).get(0);
    assertThat(left.compacted()).isTrue();
    assertThat(left.rows()).isEqualTo(merged);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(permissions(directory.resolve(left.path()))).isEqualTo("rw-------");
      assertThat(permissions(directory.path().resolve("rejects"))).isEqualTo("rwx------");
      assertThat(permissions(directory.path().resolve("usage"))).isNotEqualTo("rwx------");
    }
  }

  @Test
  void commitsThatNameNoOldRowStay() throws Exception {
    purge(Map.of("rejects", 30), TODAY);
    random.publish("pypi", "source/2026-10-21", 1, 50);
    random.publish("pypi", "source/2026-10-22", 1, 50);

    Purge.Purged again = purge(Map.of("rejects", 30), TODAY);

    assertThat(again.commit()).isZero();
    assertThat(again.removed().commits()).isZero();
    assertThat(directory.log().sequences()).containsExactly(4L, 5L, 6L);
  }

  @Test
  void aSupersededRevisionGoesAsWell() throws Exception {
    random.publish("pypi", OLD, 2, 20);

    purge(Map.of("rejects", 30), TODAY);

    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(EDGE, YOUNG);
  }

  @Test
  void aRollUpGoesWithTheUsageItIsMadeFrom() throws Exception {
    compact(1);
    Purge plan = plan(Map.of("rejects", 30, "usage", 30), TODAY);
    assertThat(plan.tables())
        .extracting(PurgeRecord.Table::table)
        .containsExactly("usage", "rejects");

    apply(plan);

    Commit head = directory.log().head();
    assertThat(head.files(Tables.USAGE_MONTH)).isEmpty();
    assertThat(batchesOnDisk(Tables.USAGE)).containsExactly(EDGE, YOUNG);
    assertThat(batchesOnDisk(Tables.LEDGER)).containsExactly(OLD, EDGE, YOUNG);
    assertThat(sum("SELECT sum(requests) FROM usage_month"))
        .isEqualTo(sum("SELECT sum(requests) FROM usage"));
    // The next compaction makes another.
    compact(1);
    assertThat(directory.log().head().files(Tables.USAGE_MONTH)).hasSize(1);
    assertThat(sum("SELECT sum(requests) FROM usage_month"))
        .isEqualTo(sum("SELECT sum(requests) FROM usage"));
  }

  @Test
  void whatAPurgeLeftThatWasKilledAfterItsCommitTheNextOneRemoves() throws Exception {
    Path copies = Files.createDirectories(folder.resolve("copies"));
    copy(directory.path(), copies);
    purge(Map.of("rejects", 30), TODAY);
    // As if it had not come to removing commits and files.
    copy(copies, directory.path());
    assertThat(directory.log().sequences()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(batchesOnDisk(Tables.REJECTS)).contains(OLD);

    Purge plan = plan(Map.of("rejects", 30), TODAY);
    assertThat(plan.tables()).isEmpty();
    assertThat(plan.commits()).isEqualTo(3);
    apply(plan);

    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(EDGE, YOUNG);
    assertThat(directory.log().sequences()).containsExactly(4L);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (!Files.exists(target)) {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void whatAJobPublishesMeanwhileStays() throws Exception {
    Purge plan = plan(Map.of("rejects", 30), TODAY);
    Commit published = random.publish("pypi", "source/2026-10-23", 1, 30);

    apply(plan);

    assertThat(batchesOnDisk(Tables.REJECTS)).containsExactly(EDGE, YOUNG, "source/2026-10-23");
    assertThat(directory.log().head().sequence()).isEqualTo(published.sequence() + 1);
    directory.requireFiles(directory.log().head());
  }

  private Purge.Purged purge(Map<String, Integer> days, LocalDate today) throws Exception {
    return apply(plan(days, today));
  }

  private Purge plan(Map<String, Integer> days, LocalDate today) throws Exception {
    return Purge.plan(
        directory, new RetentionPolicy(days, OptionalInt.empty(), Map.of(), "digest"), today);
  }

  private Purge.Purged apply(Purge plan) throws Exception {
    try (Lease lease = Lease.ofMaintenance(directory, "purge")) {
      return plan.apply(lease, directory.log().head().sequence());
    }
  }

  private void compact(int keep) throws Exception {
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      Compaction.run(directory, lease, keep);
    }
  }

  private TreeSet<String> batchesOnDisk(TableSchema table) throws Exception {
    TreeSet<String> batches = new TreeSet<>();
    for (Path file : files(table)) {
      batches.addAll(
          rows(
              "SELECT DISTINCT batch_id FROM read_parquet("
                  + Quoting.literal(file.toString())
                  + ")"));
    }
    return batches;
  }

  private List<Path> files(TableSchema table) throws IOException {
    try (Stream<Path> files = Files.walk(directory.path().resolve(table.name()))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private long rowsOf(String batch) throws Exception {
    return Long.parseLong(
        sum("SELECT count(*) FROM rejects WHERE batch_id = " + Quoting.literal(batch)));
  }

  private String sum(String sql) throws Exception {
    try (TrueCostDatabase database =
        TrueCostDatabase.open(directory, TrueCostDatabase.Access.RESTRICTED)) {
      return Sql.run(database, sql).rows().get(0).get(0).toString();
    }
  }

  private static List<String> rows(String sql) throws Exception {
    List<String> rows = new java.util.ArrayList<>();
    try (Connection connection = TrueCostDatabase.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      while (answer.next()) {
        rows.add(answer.getString(1));
      }
    }
    return rows;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
