package org.truecost.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.tables.DataDirectory;

/**
 * Compares committed tables with DuckDB's answer, {@code EXCEPT ALL} both ways. Exit code 1 and the
 * first rows that differ if they differ.
 */
public final class CompareAnswers {
  private static final String USAGE_KEYS =
      "source, organization, traffic_class, request_kind, status_class";
  private static final String USAGE_SUMS =
      ", sum(requests)::BIGINT AS requests, sum(bytes_sent)::BIGINT AS bytes_sent"
          + ", sum(bytes_squared)::DECIMAL(38, 0) AS bytes_squared"
          + ", sum(requests_without_bytes)::BIGINT AS requests_without_bytes"
          + ", sum(partial_requests)::BIGINT AS partial_requests"
          + ", sum(aborted_requests)::BIGINT AS aborted_requests";
  private static final String DOWNLOAD_KEYS =
      "day, source, organization, traffic_class, request_kind, package_type, package_namespace,"
          + " package_name, package_version, package_file";
  private static final String DOWNLOAD_SUMS =
      ", sum(downloads)::BIGINT AS downloads, sum(full_requests)::BIGINT AS full_requests"
          + ", sum(full_bytes)::BIGINT AS full_bytes, sum(requests)::BIGINT AS requests"
          + ", sum(bytes_sent)::BIGINT AS bytes_sent";

  private CompareAnswers() {}

  /**
   * @param arguments data directory, directory of DuckDB's answer
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    long different = 0;
    try (TrueCostDatabase database =
            TrueCostDatabase.open(
                DataDirectory.open(Path.of(arguments[0])), TrueCostDatabase.Access.PUBLIC);
        Statement statement = database.connection().createStatement()) {
      different +=
          compare(
              statement,
              "usage",
              "SELECT hour AT TIME ZONE 'UTC' AS hour, "
                  + USAGE_KEYS
                  + USAGE_SUMS
                  + " FROM usage GROUP BY ALL",
              "SELECT hour, "
                  + USAGE_KEYS
                  + USAGE_SUMS
                  + " FROM '"
                  + arguments[1]
                  + "/usage.parquet' GROUP BY ALL");
      different +=
          compare(
              statement,
              "downloads",
              "SELECT " + DOWNLOAD_KEYS + DOWNLOAD_SUMS + " FROM downloads GROUP BY ALL",
              "SELECT "
                  + DOWNLOAD_KEYS
                  + DOWNLOAD_SUMS
                  + " FROM '"
                  + arguments[1]
                  + "/downloads.parquet' GROUP BY ALL");
    }
    System.exit(different == 0 ? 0 : 1);
  }

  private static long compare(Statement statement, String table, String ours, String theirs)
      throws SQLException {
    long rows = count(statement, ours);
    long onlyOurs = count(statement, ours + " EXCEPT ALL " + theirs);
    long onlyTheirs = count(statement, theirs + " EXCEPT ALL " + ours);
    System.out.printf(
        java.util.Locale.ROOT,
        "%s: %d rows; only ours %d, only DuckDB's %d%n",
        table,
        rows,
        onlyOurs,
        onlyTheirs);
    if (onlyOurs > 0) {
      show(statement, "ours    ", ours + " EXCEPT ALL " + theirs);
    }
    if (onlyTheirs > 0) {
      show(statement, "DuckDB's", theirs + " EXCEPT ALL " + ours);
    }
    // No rows at all would be equal too.
    return onlyOurs + onlyTheirs + (rows == 0 ? 1 : 0);
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void show(Statement statement, String whose, String query) throws SQLException {
    try (ResultSet result =
        statement.executeQuery("SELECT * FROM (" + query + ") ORDER BY ALL LIMIT 12")) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder("  " + whose);
        for (int i = 1; i <= columns; i++) {
          row.append(" | ").append(result.getString(i));
        }
        System.out.println(row);
      }
    }
  }
}
