package org.truecost.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Compares {@code usage}, {@code downloads} and {@code bandwidth} of two data directories, summed
 * over their lineage, {@code EXCEPT ALL} both ways. Exit code 1 if they differ.
 */
public final class CompareTables {
  private CompareTables() {}

  /**
   * @param arguments two data directories
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    long different = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (TableSchema table : List.of(Tables.USAGE, Tables.DOWNLOADS, Tables.BANDWIDTH)) {
        String first = summed(table, Path.of(arguments[0]));
        String second = summed(table, Path.of(arguments[1]));
        long rows = count(statement, first);
        long onlyFirst = count(statement, first + " EXCEPT ALL " + second);
        long onlySecond = count(statement, second + " EXCEPT ALL " + first);
        System.out.printf(
            Locale.ROOT,
            "%s: %d rows; only in the first %d, only in the second %d%n",
            table.name(),
            rows,
            onlyFirst,
            onlySecond);
        // No rows at all would be equal too.
        different += onlyFirst + onlySecond + (rows == 0 ? 1 : 0);
      }
    }
    System.exit(different == 0 ? 0 : 1);
  }

  private static String summed(TableSchema table, Path directory) throws IOException {
    DataDirectory data = DataDirectory.open(directory);
    Commit head = data.log().head();
    String files =
        head.files(table).stream()
            .map(file -> "'" + data.resolve(file.path()) + "'")
            .collect(Collectors.joining(", "));
    String columns =
        table.columns().stream()
            .filter(column -> column.role() != Column.Role.LINEAGE)
            .map(
                column ->
                    column.role() == Column.Role.SUM ? "sum(" + column.name() + ")" : column.name())
            .collect(Collectors.joining(", "));
    return "SELECT "
        + columns
        + " FROM "
        + (files.isEmpty() ? "(" + table.emptySelect() + ")" : "read_parquet([" + files + "])")
        + " GROUP BY ALL";
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
      result.next();
      return result.getLong(1);
    }
  }
}
