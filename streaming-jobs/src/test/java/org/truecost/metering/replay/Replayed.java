package org.truecost.metering.replay;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.metering.MeteringConfig;
import org.truecost.tables.Column;
import org.truecost.tables.ColumnType;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** A folder with logs that tests replay and then look at. */
final class Replayed {
  static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");

  private static final Path CONFIG = Path.of("..", "config");

  final Path logs;
  final Path data;
  final Path keys;
  String sources;
  int parallelism = 2;
  int blockBytes = FileBlocks.DEFAULT_BLOCK_BYTES;
  long memoryBytes = 256L << 20;
  ConfigDirectory config = ConfigDirectory.read(CONFIG);

  Replayed(Path folder, String sources) throws IOException {
    this.logs = Files.createDirectories(folder.resolve("logs"));
    this.data = folder.resolve("data");
    this.keys = folder.resolve("keys");
    this.sources = sources;
  }

  Replayed(Path folder, Replayed like) {
    this.logs = like.logs;
    this.data = folder;
    this.keys = like.keys;
    this.sources = like.sources;
    this.config = like.config;
  }

  Replay.Result run() throws Exception {
    return run(List.of(logs), List.of());
  }

  Replay.Result run(List<Path> inputs, List<Path> force) throws Exception {
    return run(inputs, force, plan -> {});
  }

  Replay.Result run(Replay.Listener listener) throws Exception {
    return run(List.of(logs), List.of(), listener);
  }

  private Replay.Result run(List<Path> inputs, List<Path> force, Replay.Listener listener)
      throws Exception {
    return Replay.run(
        new Replay.Options(
            inputs,
            logs,
            new MeteringConfig(
                config, "sources.yaml", sources.getBytes(StandardCharsets.UTF_8), "default"),
            Optional.empty(),
            data,
            keys,
            AS_OF,
            force,
            parallelism,
            blockBytes,
            memoryBytes),
        listener);
  }

  Commit head() throws IOException {
    return DataDirectory.open(data).log().head();
  }

  /** Rows of a table summed over lineage columns, as sorted text. */
  List<String> summed(TableSchema table) throws Exception {
    String keys = names(table, Column.Role.KEY);
    StringBuilder select = new StringBuilder("SELECT " + keys);
    for (Column column : table.columns()) {
      switch (column.role()) {
        case SUM -> select.append(", sum(").append(column.name()).append(")::VARCHAR");
        case MIN -> select.append(", min(").append(column.name()).append(")");
        case MAX -> select.append(", max(").append(column.name()).append(")");
        case UNION ->
            select
                .append(", list_slice(list_sort(list_distinct(flatten(list(")
                .append(column.name())
                .append(")))), 1, 32)");
        case KEY, LINEAGE -> {}
      }
    }
    return query(select + " FROM " + table.name() + " GROUP BY " + keys);
  }

  /** The same as {@link #summed}, as {@link SummedRow} writes it. */
  List<String> normalized(TableSchema table) throws Exception {
    List<Object[]> rows = new ArrayList<>();
    Commit head = head();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(view(table, head));
      String columns =
          table.columns().stream().map(Replayed::normalized).collect(Collectors.joining(", "));
      try (ResultSet result =
          statement.executeQuery("SELECT " + columns + " FROM " + table.name())) {
        while (result.next()) {
          Object[] row = new Object[table.columns().size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = value(table.columns().get(i).type(), result, i + 1);
          }
          rows.add(row);
        }
      }
    }
    return SummedRow.of(table, rows);
  }

  private static String normalized(Column column) {
    String name = column.name();
    return switch (column.type()) {
      case TIMESTAMP -> "epoch_us(" + name + ")";
      case DATE -> "(" + name + " - DATE '1970-01-01')::BIGINT";
      case DECIMAL_18_9 -> "(" + name + "::DECIMAL(38,9) * 1000000000)::BIGINT";
      case DECIMAL_38_0 -> name + "::VARCHAR";
      default -> name;
    };
  }

  private static Object value(ColumnType type, ResultSet result, int place) throws SQLException {
    Object value = result.getObject(place);
    if (value == null) {
      return null;
    }
    return switch (type) {
      case STRING -> value;
      case DECIMAL_38_0 -> new BigInteger((String) value);
      case SKETCH -> {
        Object[] hashes = (Object[]) result.getArray(place).getArray();
        yield Stream.of(hashes).mapToLong(hash -> (Long) hash).toArray();
      }
      default -> ((Number) value).longValue();
    };
  }

  List<String> query(String sql) throws Exception {
    Commit head = head();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      for (TableSchema table : Tables.all()) {
        statement.execute(view(table, head));
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(sql)) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          rows.add(row(result, columns));
        }
      }
      rows.sort(null);
      return rows;
    }
  }

  private String view(TableSchema table, Commit head) {
    List<DataFile> files =
        head.files().stream().filter(file -> file.table().equals(table.name())).toList();
    // What is derived has no batches, and is left to who derives it.
    String superseded =
        (Tables.isDerived(table) ? Map.<String, Long>of() : head.revisions())
            .entrySet().stream()
                .map(
                    live ->
                        "NOT (batch_id = '"
                            + live.getKey()
                            + "' AND revision < "
                            + live.getValue()
                            + ")")
                .collect(Collectors.joining(" AND "));
    String from =
        files.isEmpty()
            ? "(" + table.emptySelect() + ")"
            : "read_parquet(["
                + files.stream()
                    .map(file -> "'" + data.resolve(file.path()) + "'")
                    .collect(Collectors.joining(", "))
                + "])";
    return "CREATE VIEW "
        + table.name()
        + " AS SELECT * FROM "
        + from
        + (superseded.isEmpty() ? "" : " WHERE " + superseded);
  }

  private static String row(ResultSet result, int columns) throws SQLException {
    StringBuilder row = new StringBuilder();
    for (int i = 1; i <= columns; i++) {
      row.append(i > 1 ? " | " : "").append(result.getString(i));
    }
    return row.toString();
  }

  private static String names(TableSchema table, Column.Role role) {
    return table.columns(role).stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
