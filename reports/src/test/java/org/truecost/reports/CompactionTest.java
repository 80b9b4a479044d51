package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.reports.Compaction.Compacted;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataDirectoryException.Reason;
import org.truecost.tables.DataFile;
import org.truecost.tables.Lease;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

class CompactionTest {
  @TempDir Path folder;
  private DataDirectory directory;
  private RandomTables random;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder.resolve("it's [data]"));
    random = new RandomTables(directory, 42);
  }

  @Test
  void mergesEachPartitionIntoOneFileAndKeepsAllSums() throws Exception {
    publishSome();
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);

    Compacted compacted = compact(100);

    assertThat(Summed.of(directory)).isEqualTo(before);
    assertThat(compacted.before().files()).hasSize(4 * 6);
    // Two registries, six tables, and the derived one.
    assertThat(compacted.commit().files()).hasSize(2 * 7);
    for (TableSchema table : Tables.all()) {
      if (!Tables.isDerived(table)) {
        assertThat(rows(compacted.commit(), table))
            .as(table.name())
            .isLessThan(rows(compacted.before(), table));
      }
    }
    assertThat(compacted.commit().sequence()).isEqualTo(5);
  }

  @Test
  void leavesOneRowPerKeyBatchAndRevision() throws Exception {
    publishSome();
    random.publish("pypi", "batch-a", 1, 500);

    compact(100);

    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.RESTRICTED)) {
      for (TableSchema table : Tables.all()) {
        String identity =
            table.columns(Column.Role.KEY, Column.Role.LINEAGE).stream()
                .map(Column::name)
                .filter(name -> !name.equals("run_id"))
                .collect(Collectors.joining(", "));
        List<Object> counts =
            Sql.run(
                    database,
                    "SELECT count(*), count(DISTINCT (" + identity + ")) FROM " + table.name())
                .rows()
                .get(0);
        assertThat(counts.get(0)).as(table.name()).isEqualTo(counts.get(1)).isNotEqualTo(0L);
      }
      assertThat(
              Sql.run(database, "SELECT max(run_id) FROM ledger WHERE batch_id = 'batch-a'").rows())
          .containsExactly(List.of("run-5"));
    }
  }

  @Test
  void dropsSupersededRevisionsForGood() throws Exception {
    publishSome();
    random.publish("pypi", "batch-a", 2, 50);
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);

    compact(1);

    assertThat(Summed.of(directory)).isEqualTo(before);
    Commit head = directory.log().head();
    try (Connection connection = TrueCostDatabase.connect()) {
      String stored = new LiveRows(directory, head).scan(head.files(Tables.LEDGER));
      try (var statement = connection.createStatement();
          var answer =
              statement.executeQuery(
                  "SELECT DISTINCT batch_id || revision FROM " + stored + " ORDER BY 1")) {
        StringBuilder revisions = new StringBuilder();
        while (answer.next()) {
          revisions.append(answer.getString(1)).append(' ');
        }
        assertThat(revisions.toString()).isEqualTo("batch-a2 batch-b1 ");
      }
    }
    assertThat(directory.coverage().readAll(head))
        .extracting(CoveredFile::batchId)
        .doesNotContain("batch-c")
        .hasSize(3);
    assertThat(head.coverage()).hasSize(1);
  }

  @Test
  void doesNothingTwice() throws Exception {
    publishSome();
    random.publish("pypi", "batch-a", 2, 50);
    Compacted first = compact(100);

    Compacted second = compact(100);

    assertThat(second.commit()).isEqualTo(first.commit());
  }

  @Test
  void mergesWhatWasPublishedSinceIntoTheOldFiles() throws Exception {
    publishSome();
    compact(100);
    random.publish("pypi", "batch-a", 1, 300);
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);

    Compacted compacted = compact(100);

    assertThat(Summed.of(directory)).isEqualTo(before);
    assertThat(compacted.commit().files()).hasSize(2 * 7);
  }

  @Test
  void leavesOneRowOfAMonthWhateverTheBatch() throws Exception {
    publishSome();
    compact(100);

    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
      String keys =
          Tables.USAGE_MONTH.columns(Column.Role.KEY).stream()
              .map(Column::name)
              .collect(Collectors.joining(", "));
      List<Object> counts =
          Sql.run(database, "SELECT count(*), count(DISTINCT (" + keys + ")) FROM usage_month")
              .rows()
              .get(0);
      assertThat(counts.get(0)).isEqualTo(counts.get(1)).isNotEqualTo(0L);
    }
  }

  @Test
  void makesARollUpAnewThatIsOfAnotherOrigin() throws Exception {
    publishSome();
    Commit first = compact(100).commit();
    List<DataFile> current = first.files(Tables.USAGE_MONTH);
    DataFile october = current.get(0);
    // As an older Truecost wrote it: under a name that says nothing of its origin.
    String path = october.path().replaceAll("/[^/]*$", "/compacted-old.parquet");
    Files.createLink(directory.resolve(path), directory.resolve(october.path()));
    DataFile old =
        new DataFile(
            october.table(),
            path,
            october.registry(),
            october.month(),
            october.rows(),
            october.bytes(),
            List.of("batch-a"));
    directory
        .log()
        .append(Change.swap("test", List.of(old), Set.of(october.path()), List.of(), Set.of()));

    Commit repaired = compact(100).commit();

    assertThat(repaired.files(Tables.USAGE)).isEqualTo(first.files(Tables.USAGE));
    assertThat(repaired.files(Tables.USAGE_MONTH))
        .hasSize(2)
        .contains(current.get(1))
        .doesNotContain(old, october);
    assertThat(compact(100).commit()).isEqualTo(repaired);
  }

  @Test
  void refusesIfTheOnlyCoverageManifestIsMissing() throws Exception {
    Commit commit = random.publish("pypi", "batch-a", 1, 40);
    Path manifest = directory.resolve(commit.coverage().get(0));
    Files.delete(manifest);

    assertThatThrownBy(() -> compact(1))
        .isInstanceOf(DataDirectoryException.class)
        .hasFieldOrPropertyWithValue("reason", Reason.DAMAGED)
        .hasMessageContainingAll(manifest.toString(), "is missing", "restore it");
    assertThat(directory.log().head()).isEqualTo(commit);
  }

  @Test
  void refusesIfOneOfManyManifestsIsCut() throws Exception {
    Commit commit = publishSome();
    Files.writeString(directory.resolve(commit.coverage().get(2)), "{\"truecost\":\"cover");

    assertThatThrownBy(() -> compact(1))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining(commit.coverage().get(2));
    assertThat(directory.log().head()).isEqualTo(commit);
  }

  @Test
  void refusesIfADataFileIsMissingOrCut() throws Exception {
    Commit commit = publishSome();
    Path file = directory.resolve(commit.files(Tables.LEDGER).get(0).path());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> compact(1))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContainingAll(file.toString(), "bytes instead of");
    Files.delete(file);
    assertThatThrownBy(() -> compact(1))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContainingAll(file.toString(), "is missing");
    assertThat(directory.log().head()).isEqualTo(commit);
  }

  @Test
  void writesExactlyTheTypesAndFieldIdsOfTheSchema() throws Exception {
    publishSome();
    compact(100);

    for (TableSchema table : Tables.all()) {
      DataFile file = directory.log().head().files(table).get(0);
      try (Connection connection = TrueCostDatabase.connect();
          var statement = connection.createStatement();
          var answer =
              statement.executeQuery(
                  "SELECT name, type, converted_type, precision, scale, field_id,"
                      + " CAST(logical_type AS VARCHAR) FROM parquet_schema("
                      + Quoting.literal(directory.resolve(file.path()).toString())
                      + ") WHERE field_id IS NOT NULL AND name <> 'element' ORDER BY field_id")) {
        for (var column : table.columns()) {
          assertThat(answer.next()).isTrue();
          assertThat(answer.getString(1)).isEqualTo(column.name());
          assertThat(answer.getInt(6)).isEqualTo(column.fieldId());
          String type = answer.getString(2) + " " + answer.getString(3) + " " + answer.getString(4);
          assertThat(type)
              .isEqualTo(
                  switch (column.type()) {
                    case STRING -> "BYTE_ARRAY UTF8 null";
                    case BIGINT -> "INT64 INT_64 null";
                    case TIMESTAMP -> "INT64 TIMESTAMP_MICROS null";
                    case DATE -> "INT32 DATE null";
                    case DECIMAL_38_0, DECIMAL_38_12 -> "FIXED_LEN_BYTE_ARRAY DECIMAL 38";
                    case DECIMAL_18_9 -> "INT64 DECIMAL 18";
                    case SKETCH -> "null LIST null";
                  });
        }
        assertThat(answer.next()).isFalse();
      }
    }
  }

  @Test
  void splitsALargePartitionByKey() throws Exception {
    publishSome();
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);
    // What is left of the largest partition has more than three times as many.
    long target = 2_000;

    Compacted compacted;
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      compacted = Compaction.run(directory, lease, 100, target);
    }

    assertThat(compacted.commit().files()).hasSizeGreaterThan(2 * 7);
    assertThat(Summed.of(directory)).isEqualTo(before);
    assertThat(compact(100).commit()).isEqualTo(compacted.commit());
  }

  @Test
  void writesNoMoreFilesThanWhatIsLeftOfManySmallOnesNeeds() throws Exception {
    for (int i = 0; i < 12; i++) {
      random.publish("pypi", "batch-a", 1, 2);
    }
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);
    long ofTwo = 2 * directory.log().head().files(Tables.USAGE).get(0).bytes();

    Commit after;
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      after = Compaction.run(directory, lease, 1, ofTwo).commit();
    }

    for (TableSchema table : Tables.all()) {
      long bytes = after.files(table).stream().mapToLong(DataFile::bytes).sum();
      assertThat((after.files(table).size() - 1) * ofTwo).as(table.name()).isLessThan(bytes);
    }
    assertThat(Summed.of(directory)).isEqualTo(before);
    try (Stream<Path> left = Files.walk(directory.path())) {
      assertThat(left.filter(file -> file.toString().endsWith(".parquet")))
          .hasSameSizeAs(after.files());
    }
  }

  @Test
  void keepsReadersOfAnOlderCommitAlive() throws Exception {
    Commit old = publishSome();
    Map<String, Map<List<String>, List<Object>>> before = Summed.of(directory);

    compact(2);

    try (TrueCostDatabase database = TrueCostDatabase.open(directory, old, Access.PUBLIC)) {
      assertThat(Sql.run(database, "SELECT count(*) FROM usage").rows()).isNotEmpty();
    }
    compact(1);
    assertThat(Summed.of(directory)).isEqualTo(before);
    assertThatThrownBy(() -> TrueCostDatabase.open(directory, old, Access.PUBLIC))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void refusesToDropAColumnOfANewerVersion() throws Exception {
    publishSome();
    String path = "ledger/registry=pypi/month=2026-10/newer.parquet";
    try (Connection connection = TrueCostDatabase.connect()) {
      TrueCostDatabase.execute(
          connection,
          "COPY (SELECT 1 AS moon_phase) TO "
              + Quoting.literal(directory.resolve(path).toString())
              + " (FORMAT parquet)");
    }
    DataFile newer =
        new DataFile(
            "ledger",
            path,
            "pypi",
            "2026-10",
            1,
            Files.size(directory.resolve(path)),
            List.of("b"));
    directory
        .log()
        .append(Change.publish("newer", new Checkpoint("n", 1), List.of(newer), List.of()));

    assertThatThrownBy(() -> compact(100))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("moon_phase");
    assertThat(directory.log().head().sequence()).isEqualTo(5);
  }

  @Test
  void compactsAnEmptyDirectoryToNothing() throws Exception {
    assertThat(compact(100).commit()).isEqualTo(Commit.EMPTY);
  }

  private Commit publishSome() throws IOException, SQLException {
    random.publish("pypi", "batch-a", 1, 400);
    random.publish("pypi", "batch-a", 1, 300);
    random.publish("pypi", "batch-b", 1, 200);
    return random.publish("npm", "batch-b", 1, 100);
  }

  private Compacted compact(int keep) throws IOException, SQLException {
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      return Compaction.run(directory, lease, keep);
    }
  }

  private static long rows(Commit commit, TableSchema table) {
    return commit.files(table).stream().mapToLong(DataFile::rows).sum();
  }
}
