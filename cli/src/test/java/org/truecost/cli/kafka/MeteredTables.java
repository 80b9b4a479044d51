package org.truecost.cli.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** The committed tables of data directories, and how they differ. */
public final class MeteredTables {
  private static final int SKETCH_SIZE = 32;

  private MeteredTables() {}

  /**
   * What two directories do not have in common, one line a row; empty if they say the same. Tables
   * are summed over their lineage, ledger and rejects over files and places too: the same lines
   * come in other portions, and the publisher does not send duplicates.
   */
  public static List<String> differences(Path expected, Path actual)
      throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      createViews(statement, expected, "expected_");
      createViews(statement, actual, "actual_");
      List<String> differences = new ArrayList<>();
      for (TableSchema table : Tables.all()) {
        if (!Tables.isDerived(table)) {
          String left = summed(table, "expected_");
          String right = summed(table, "actual_");
          differences.addAll(
              rows(statement, left + " EXCEPT ALL " + right, table.name() + " lacks "));
          differences.addAll(
              rows(statement, right + " EXCEPT ALL " + left, table.name() + " has also "));
        }
      }
      return differences;
    }
  }

  /** Rows of a query over all tables of a directory, columns joined by {@code |}. */
  public static List<String> query(Path data, String sql) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      createViews(statement, data, "");
      return rows(statement, sql, "");
    }
  }

  private static String summed(TableSchema table, String prefix) {
    String from = " FROM " + prefix + table.name() + " GROUP BY ALL";
    return switch (table.name()) {
      case "ledger" ->
          "SELECT source, batch_id, sum(directives), sum(blank), sum(counted), sum(rejected),"
              + " sum(set_aside), sum(bytes_sent), min(first_event_time), max(last_event_time)"
              + from
              + " HAVING sum(physical_lines) > sum(duplicate)";
      case "rejects" -> "SELECT source, batch_id, reason, sum(lines), sum(line_bytes)" + from;
      default ->
          "SELECT "
              + table.columns().stream()
                  .filter(column -> column.role() != Column.Role.LINEAGE)
                  .map(MeteredTables::summed)
                  .collect(Collectors.joining(", "))
              + from;
    };
  }

  private static String summed(Column column) {
    return switch (column.role()) {
      case SUM -> "sum(" + column.name() + ")";
      case MIN -> "min(" + column.name() + ")";
      case MAX -> "max(" + column.name() + ")";
      case UNION ->
          "list_slice(list_sort(list_distinct(flatten(list("
              + column.name()
              + ")))), 1, "
              + SKETCH_SIZE
              + ")";
      case KEY, LINEAGE -> column.name();
    };
  }

  private static void createViews(Statement statement, Path directory, String prefix)
      throws IOException, SQLException {
    DataDirectory data = DataDirectory.open(directory);
    Commit head = data.log().head();
    for (TableSchema table : Tables.all()) {
      String files =
          head.files(table).stream()
              .map(file -> "'" + data.resolve(file.path()) + "'")
              .collect(Collectors.joining(", "));
      statement.execute(
          "CREATE VIEW "
              + prefix
              + table.name()
              + " AS "
              + (files.isEmpty()
                  ? table.emptySelect()
                  : "SELECT * FROM read_parquet([" + files + "])"));
    }
  }

  private static List<String> rows(Statement statement, String sql, String before)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder(before);
        for (int i = 1; i <= columns; i++) {
          row.append(i > 1 ? " | " : "").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    rows.sort(null);
    return rows;
  }
}
