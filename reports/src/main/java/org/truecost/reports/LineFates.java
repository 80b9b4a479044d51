package org.truecost.reports;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of every line that one run met, and whether the tables agree about it (law 1).
 *
 * @param sources counts by source, by name
 * @param rejects rejected lines by source and reason, by name
 * @param damaged files that could not be read to their end, by source and name
 * @param unbalanced files whose fates do not add up to their lines: always empty, or it is a bug
 * @param usageRequests requests that the run added to {@code usage}
 * @param usageBytes bytes that the run added to {@code usage}
 */
public record LineFates(
    List<SourceFates> sources,
    List<RejectedLines> rejects,
    List<DamagedFile> damaged,
    List<String> unbalanced,
    BigDecimal usageRequests,
    BigDecimal usageBytes) {

  /** Lines of a source, or of all, by fate; {@code bytesSent} is what the counted ones served. */
  public record SourceFates(
      String source,
      BigDecimal files,
      BigDecimal physicalLines,
      BigDecimal directives,
      BigDecimal blank,
      BigDecimal counted,
      BigDecimal duplicate,
      BigDecimal rejected,
      BigDecimal setAside,
      BigDecimal bytesSent) {
    private static final SourceFates NONE = ofAll(BigDecimal.ZERO);

    private static SourceFates ofAll(BigDecimal n) {
      return new SourceFates("total", n, n, n, n, n, n, n, n, n);
    }

    private SourceFates plus(SourceFates other) {
      return new SourceFates(
          source,
          files.add(other.files),
          physicalLines.add(other.physicalLines),
          directives.add(other.directives),
          blank.add(other.blank),
          counted.add(other.counted),
          duplicate.add(other.duplicate),
          rejected.add(other.rejected),
          setAside.add(other.setAside),
          bytesSent.add(other.bytesSent));
    }
  }

  /** How many lines of a source were rejected for a reason. */
  public record RejectedLines(String source, String reason, BigDecimal lines) {}

  /** A file whose rest could not be decoded; what came before counts. */
  public record DamagedFile(String source, String file, String reason) {}

  /** Nothing was met and nothing counted. */
  public static final LineFates NONE =
      new LineFates(List.of(), List.of(), List.of(), List.of(), BigDecimal.ZERO, BigDecimal.ZERO);

  private static final String FATES =
      """
      SELECT source, count(DISTINCT file), sum(physical_lines), sum(directives), sum(blank),
        sum(counted), sum(duplicate), sum(rejected), sum(set_aside), sum(bytes_sent)
      FROM ledger WHERE run_id = ? GROUP BY source ORDER BY source
      """;

  private static final String REJECTS =
      """
      SELECT source, reason, sum(lines)
      FROM rejects WHERE run_id = ? GROUP BY source, reason ORDER BY source, reason
      """;

  private static final String DAMAGED =
      """
      SELECT DISTINCT source, file, reason FROM rejects
      WHERE run_id = ? AND reason IN ('corrupt_compression', 'compression_bomb')
      ORDER BY source, file, reason
      """;

  private static final String UNBALANCED =
      """
      SELECT source || ' ' || file FROM ledger WHERE run_id = ? GROUP BY source, file
      HAVING sum(physical_lines)
        <> sum(directives) + sum(blank) + sum(counted) + sum(duplicate) + sum(rejected)
          + sum(set_aside)
      ORDER BY 1
      """;

  private static final String USAGE =
      """
      SELECT coalesce(sum(requests), 0), coalesce(sum(bytes_sent), 0) FROM usage WHERE run_id = ?
      """;

  public LineFates {
    sources = List.copyOf(sources);
    rejects = List.copyOf(rejects);
    damaged = List.copyOf(damaged);
    unbalanced = List.copyOf(unbalanced);
  }

  /**
   * Reads the fates of a run.
   *
   * @param connection has all tables as views, restricted ones too
   * @param runId the run
   */
  public static LineFates ofRun(Connection connection, String runId) throws SQLException {
    List<SourceFates> sources = new ArrayList<>();
    read(
        connection,
        FATES,
        runId,
        row ->
            sources.add(
                new SourceFates(
                    row.getString(1),
                    row.getBigDecimal(2),
                    row.getBigDecimal(3),
                    row.getBigDecimal(4),
                    row.getBigDecimal(5),
                    row.getBigDecimal(6),
                    row.getBigDecimal(7),
                    row.getBigDecimal(8),
                    row.getBigDecimal(9),
                    row.getBigDecimal(10))));
    List<RejectedLines> rejects = new ArrayList<>();
    read(
        connection,
        REJECTS,
        runId,
        row ->
            rejects.add(
                new RejectedLines(row.getString(1), row.getString(2), row.getBigDecimal(3))));
    List<DamagedFile> damaged = new ArrayList<>();
    read(
        connection,
        DAMAGED,
        runId,
        row -> damaged.add(new DamagedFile(row.getString(1), row.getString(2), row.getString(3))));
    List<String> unbalanced = new ArrayList<>();
    read(connection, UNBALANCED, runId, row -> unbalanced.add(row.getString(1)));
    List<BigDecimal> usage = new ArrayList<>();
    read(
        connection,
        USAGE,
        runId,
        row -> {
          usage.add(row.getBigDecimal(1));
          usage.add(row.getBigDecimal(2));
        });
    return new LineFates(sources, rejects, damaged, unbalanced, usage.get(0), usage.get(1));
  }

  /** All sources together. */
  public SourceFates total() {
    return sources.stream().reduce(SourceFates.NONE, SourceFates::plus);
  }

  /** Whether each line has one fate and each counted line is a request of {@code usage}. */
  public boolean holds() {
    SourceFates total = total();
    return unbalanced.isEmpty()
        && total.counted().compareTo(usageRequests) == 0
        && total.bytesSent().compareTo(usageBytes) == 0;
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, String runId, Row each)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, runId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.take(rows);
        }
      }
    }
  }
}
