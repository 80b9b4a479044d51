package org.truecost.reports;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.truecost.tables.Column;
import org.truecost.tables.Tables;

/** An empty table {@code usage} in memory, to be filled by a test, and its months as a view. */
final class UsageTable implements AutoCloseable {
  private final Connection connection;

  UsageTable() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("CREATE TABLE usage AS " + Tables.USAGE.emptySelect());
    execute(
        "CREATE VIEW usage_month AS SELECT " + LiveRows.names(Tables.USAGE_MONTH) + " FROM usage");
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Adds a row of October 2026 in the registry crates-io, billed by example-cdn. */
  void add(String organization, String method, String trafficClass, String region, String measures)
      throws SQLException {
    insert(
        "'crates-io' AS registry, '2026-10' AS month, 'example-cdn' AS provider, 'crates' AS"
            + " billing_account, '"
            + region
            + "' AS billing_region, '"
            + organization
            + "' AS organization, '"
            + method
            + "' AS attribution_method, '"
            + trafficClass
            + "' AS traffic_class, "
            + measures,
        "");
  }

  /** Adds what a SELECT list names; other columns get an empty text, a weight of one, or zero. */
  void insert(String selectList, String from) throws SQLException {
    String columns =
        Tables.USAGE.columns().stream()
            .map(column -> standIn(column, selectList))
            .collect(Collectors.joining(", "));
    execute(
        "INSERT INTO usage SELECT " + columns + " FROM (SELECT " + selectList + " " + from + ")");
  }

  private static String standIn(Column column, String selectList) {
    if (selectList.contains("AS " + column.name())) {
      return column.name();
    }
    return switch (column.type()) {
      case STRING -> "''";
      case TIMESTAMP -> "TIMESTAMPTZ '2026-10-01 00:00:00+00'";
      case DECIMAL_18_9 -> "1";
      default -> "0";
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
