package org.truecost.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** Publishes seeded random rows of every table, with few distinct keys so that many are equal. */
final class RandomTables {
  static final String MONTH = "2026-10";

  private final DataDirectory directory;
  private final Random random;
  private long checkpoint;

  RandomTables(DataDirectory directory, long seed) {
    this.directory = directory;
    this.random = new Random(seed);
  }

  /** One run's files of all tables for one batch. */
  Commit publish(String registry, String batch, long revision, int rows)
      throws IOException, SQLException {
    checkpoint++;
    List<DataFile> files = new ArrayList<>();
    try (Connection connection = TrueCostDatabase.connect()) {
      for (TableSchema table : Tables.all()) {
        if (!Tables.isDerived(table)) {
          files.add(write(connection, table, registry, batch, revision, rows));
        }
      }
    }
    String manifest = directory.coverage().write(List.of(covered(batch, revision)));
    Change change =
        Change.publish("replay", new Checkpoint("random", checkpoint), files, List.of(manifest));
    boolean restated = directory.log().head().revisionOf(batch) < revision;
    return directory
        .log()
        .append(restated ? change.restating(Map.of(batch, revision)) : change)
        .commit();
  }

  /** A data file of one table. */
  DataFile write(TableSchema table, String registry, String batch, long revision, int rows)
      throws IOException, SQLException {
    try (Connection connection = TrueCostDatabase.connect()) {
      return write(connection, table, registry, batch, revision, rows);
    }
  }

  private DataFile write(
      Connection connection,
      TableSchema table,
      String registry,
      String batch,
      long revision,
      int rows)
      throws IOException, SQLException {
    String path =
        String.join(
            "/",
            table.name(),
            "registry=" + registry,
            "month=" + MONTH,
            Long.toHexString(random.nextLong()) + ".parquet");
    Files.createDirectories(directory.resolve(path).getParent());
    String run = "run-" + checkpoint;
    long seed = random.nextLong();
    String columns =
        table.columns().stream()
            .map(
                column ->
                    value(column, registry, batch, revision, run, seed) + " AS " + column.name())
            .collect(Collectors.joining(", "));
    TrueCostDatabase.execute(
        connection,
        "COPY (SELECT "
            + columns
            + " FROM range("
            + rows
            + ") AS generated(i)) TO "
            + Quoting.literal(directory.resolve(path).toString())
            + " (FORMAT parquet, COMPRESSION zstd, FIELD_IDS "
            + new MergeSql(table).fieldIds()
            + ")");
    return new DataFile(
        table.name(),
        path,
        registry,
        MONTH,
        rows,
        Files.size(directory.resolve(path)),
        List.of(batch));
  }

  private CoveredFile covered(String batch, long revision) {
    return new CoveredFile(
        "source",
        batch + "-" + checkpoint + ".log",
        batch,
        revision,
        "counted",
        Long.toHexString(random.nextLong()),
        1,
        0,
        "stored",
        "first",
        "beginnings",
        1,
        0);
  }

  private static String value(
      Column column, String registry, String batch, long revision, String run, long seed) {
    switch (column.name()) {
      case "registry":
        return Quoting.literal(registry);
      case "month":
        return Quoting.literal(MONTH);
      case "batch_id":
        return Quoting.literal(batch);
      case "revision":
        return revision + "::BIGINT";
      case "run_id":
        return Quoting.literal(run);
      case "definition_version", "catalog_digest":
        return "'v1'";
      default:
        break;
    }
    String draw = "hash(i, " + column.fieldId() + ", " + seed + ")";
    boolean key = column.role() == Column.Role.KEY;
    String value =
        switch (column.type()) {
          case STRING -> "'v' || (" + draw + " % 2)";
          case BIGINT -> "(" + draw + " % " + (key ? "2" : "1000000000000") + ")::BIGINT";
          case TIMESTAMP ->
              "TIMESTAMPTZ '2026-10-01 00:00:00+00' + to_hours((" + draw + " % 3)::BIGINT)";
          case DATE -> "DATE '2026-10-01' + (" + draw + " % 3)::INTEGER";
          case DECIMAL_38_0 ->
              "((" + draw + " % 1000000000)::DECIMAL(38,0) * 1000000000000000)" + "::DECIMAL(38,0)";
          case DECIMAL_18_9 -> "(1 + " + draw + " % 2)::DECIMAL(18,9)";
          case DECIMAL_38_12 -> "(" + draw + " % 1000)::DECIMAL(38,12)";
          case SKETCH ->
              "list_sort(list_distinct(list_transform(range(1 + ("
                  + draw
                  + " % 32)::BIGINT), lambda x: (hash(x, i, "
                  + seed
                  + ") % 1000)::BIGINT)))";
        };
    if (!column.nullable()) {
      return value;
    }
    return "CASE WHEN hash(i, " + seed + ", 'null') % 3 = 0 THEN NULL ELSE " + value + " END";
  }
}
