package org.truecost.cli.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader saw in one look at the tables.
 *
 * @param commit the commit it says it read
 * @param usageRequests all requests in {@code usage}
 * @param usageMonthRequests the same in the derived table
 * @param counted counted lines in {@code ledger}
 * @param bandwidthRequests requests in {@code bandwidth}
 * @param usageBytes bytes in {@code usage}
 * @param ledgerBytes bytes in {@code ledger}
 * @param bandwidthBytes bytes in {@code bandwidth}
 * @param artifactRequests answered requests for package files in {@code usage}
 * @param downloadRequests requests in {@code downloads}
 */
record Sums(
    long commit,
    long usageRequests,
    long usageMonthRequests,
    long counted,
    long bandwidthRequests,
    long usageBytes,
    long ledgerBytes,
    long bandwidthBytes,
    long artifactRequests,
    long downloadRequests) {
  private static final String SQL =
      """
      SELECT
        (SELECT coalesce(sum(requests), 0) FROM usage),
        (SELECT coalesce(sum(requests), 0) FROM usage_month),
        (SELECT coalesce(sum(counted), 0) FROM ledger),
        (SELECT coalesce(sum(requests), 0) FROM bandwidth),
        (SELECT coalesce(sum(bytes_sent), 0) FROM usage),
        (SELECT coalesce(sum(bytes_sent), 0) FROM ledger),
        (SELECT coalesce(sum(bytes_sent), 0) FROM bandwidth),
        (SELECT coalesce(sum(requests), 0) FROM usage
          WHERE request_kind = 'artifact' AND status_class = '2xx'),
        (SELECT coalesce(sum(requests), 0) FROM downloads)
      """;

  /** Queries views or tables with the names of ours. */
  static Sums query(long commit, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      return new Sums(
          commit,
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          row.getLong(6),
          row.getLong(7),
          row.getLong(8),
          row.getLong(9));
    }
  }

  /** How the tables contradict each other, empty if they do not. */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    differ(found, "usage.requests", usageRequests, "ledger.counted", counted);
    differ(found, "usage.requests", usageRequests, "usage_month.requests", usageMonthRequests);
    differ(found, "usage.requests", usageRequests, "bandwidth.requests", bandwidthRequests);
    differ(found, "usage.bytes_sent", usageBytes, "ledger.bytes_sent", ledgerBytes);
    differ(found, "usage.bytes_sent", usageBytes, "bandwidth.bytes_sent", bandwidthBytes);
    differ(found, "usage.requests of artifacts", artifactRequests, "downloads", downloadRequests);
    return found;
  }

  private static void differ(List<String> found, String one, long a, String other, long b) {
    if (a != b) {
      found.add(one + " " + a + " <> " + other + " " + b);
    }
  }
}
