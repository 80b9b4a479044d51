package org.truecost.reports;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.truecost.tables.LedgerRow;
import org.truecost.tables.RejectRow;
import org.truecost.tables.RowLineage;

/** Reads the table {@code rejects}. Rows that were taken back are summed away. */
public final class Rejects {
  private Rejects() {}

  /**
   * Which rejects.
   *
   * @param source id of the source
   * @param reason why they were rejected
   * @param month month of their batch
   * @param file name of the file in the ledger; {@code *} and {@code ?} stand for any characters
   *     and one
   */
  public record Filter(
      Optional<String> source,
      Optional<String> reason,
      Optional<YearMonth> month,
      Optional<String> file) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Filter {
      requireNonNull(source, "source");
      requireNonNull(reason, "reason");
      requireNonNull(month, "month");
      requireNonNull(file, "file");
    }

    /** The condition that a row of {@code rejects} meets, and its arguments. */
    private String where(List<Object> arguments) {
      StringBuilder sql = new StringBuilder(" WHERE true");
      source.ifPresent(text -> add(sql, " AND source = ?", text, arguments));
      reason.ifPresent(text -> add(sql, " AND reason = ?", text, arguments));
      month.ifPresent(value -> add(sql, " AND month = ?", value.toString(), arguments));
      file.ifPresent(text -> add(sql, " AND file GLOB ?", glob(text), arguments));
      return sql.toString();
    }

    private static void add(
        StringBuilder sql, String condition, Object argument, List<Object> arguments) {
      sql.append(condition);
      arguments.add(argument);
    }

    /** Names hold brackets now and then, which a glob would take for a choice. */
    private static String glob(String text) {
      return text.replace("\\", "\\\\").replace("[", "[[]");
    }
  }

  /**
   * Rejects of one kind.
   *
   * @param registry registry of the source
   * @param source id of the source, {@code unknown} if nobody knew it
   * @param batchDay UTC day of their batch, {@code YYYY-MM-DD}
   * @param reason why
   * @param lines how many lines
   * @param lineBytes their bytes, without terminators
   * @param files in how many files
   * @param keptLines how many are kept as lines
   * @param firstAsOf the earliest "now" they were judged by; empty if that is not known
   * @param lastAsOf the latest
   */
  public record Group(
      String registry,
      String source,
      String batchDay,
      String reason,
      BigDecimal lines,
      BigDecimal lineBytes,
      BigDecimal files,
      BigDecimal keptLines,
      Optional<Instant> firstAsOf,
      Optional<Instant> lastAsOf) {}

  /** Takes rows one by one. */
  public interface Rows {
    void row(RejectRow row) throws IOException;
  }

  private static final String LIST =
      """
      SELECT registry, source, regexp_extract(batch_id, '[^/]*$') AS batch_day, reason,
        sum(lines), sum(line_bytes), count(DISTINCT file),
        coalesce(sum(lines) FILTER (WHERE line IS NOT NULL), 0),
        epoch_us(min(as_of)), epoch_us(max(as_of))
      FROM rejects%s
      GROUP BY registry, source, batch_day, reason HAVING sum(lines) <> 0
      ORDER BY registry, source, batch_day, reason
      """;

  private static final String LINES =
      """
      SELECT batch_id, revision, definition_version, catalog_digest, max(run_id), registry, source,
        file, reason, line_number, byte_offset, line, CAST(sum(lines) AS BIGINT),
        CAST(sum(line_bytes) AS BIGINT), epoch_us(as_of), header, declared_source
      FROM rejects%s
      GROUP BY batch_id, revision, definition_version, catalog_digest, registry, source, file,
        reason, line_number, byte_offset, line, as_of, header, declared_source
      HAVING sum(lines) > 0
      ORDER BY source, batch_id, revision, file, byte_offset NULLS LAST, line_number NULLS LAST,
        reason, catalog_digest, definition_version, as_of, line, header
      """;

  private static final String BATCHES =
      """
      SELECT DISTINCT source, batch_id, month FROM rejects%s ORDER BY ALL
      """;

  private static final String OF_BATCH = " AND source = ? AND batch_id = ? AND month = ?";

  private static final String ACCOUNTS =
      """
      SELECT batch_id, revision, definition_version, catalog_digest, max(run_id), registry, source,
        file, decoded_digest, stored_digest, epoch_us(as_of),
        CAST(sum(rejected) AS BIGINT)
      FROM ledger
      SEMI JOIN (SELECT source, file, batch_id, revision FROM rejects%s) AS wanted
        USING (source, file, batch_id, revision)
      GROUP BY batch_id, revision, definition_version, catalog_digest, registry, source, file,
        decoded_digest, stored_digest, as_of
      HAVING sum(rejected) > 0
      ORDER BY ALL
      """;

  /** How many there are of each kind. */
  public static List<Group> list(Connection connection, Filter filter) throws SQLException {
    List<Group> groups = new ArrayList<>();
    try (PreparedStatement query = prepare(connection, LIST, filter, List.of());
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        groups.add(
            new Group(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBigDecimal(5),
                row.getBigDecimal(6),
                row.getBigDecimal(7),
                row.getBigDecimal(8),
                time(row, 9),
                time(row, 10)));
      }
    }
    return groups;
  }

  /**
   * A page of the rows themselves, with their addresses, ordered by source, batch, file and place.
   *
   * @param skip how many to pass over
   * @param most how many at most
   */
  public static void page(Connection connection, Filter filter, long skip, long most, Rows out)
      throws SQLException, IOException {
    lines(connection, LINES + " LIMIT " + most + " OFFSET " + skip, filter, List.of(), out);
  }

  /** All rows, with their addresses, ordered by source, batch, file and place. */
  public static void lines(Connection connection, Filter filter, Rows out)
      throws SQLException, IOException {
    // Batch by batch: an answer is held in memory as a whole, and a wrong host rejects a whole
    // month.
    for (List<String> batch : batches(connection, filter)) {
      lines(connection, LINES.replace("%s", "%s" + OF_BATCH), filter, batch, out);
    }
  }

  private static List<List<String>> batches(Connection connection, Filter filter)
      throws SQLException {
    List<List<String>> batches = new ArrayList<>();
    try (PreparedStatement query = prepare(connection, BATCHES, filter, List.of());
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        batches.add(List.of(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return batches;
  }

  private static void lines(
      Connection connection, String sql, Filter filter, List<String> more, Rows out)
      throws SQLException, IOException {
    try (PreparedStatement query = prepare(connection, sql, filter, more);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        out.row(
            new RejectRow(
                lineage(row),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                number(row, 10),
                number(row, 11),
                row.getString(12),
                row.getLong(13),
                row.getLong(14),
                number(row, 15),
                row.getString(16),
                row.getString(17)));
      }
    }
  }

  /** The accounts of the ledger in which the lines of {@code filter} stand. */
  public static List<LedgerRow> accounts(Connection connection, Filter filter) throws SQLException {
    List<LedgerRow> accounts = new ArrayList<>();
    try (PreparedStatement query = prepare(connection, ACCOUNTS, filter, List.of());
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        accounts.add(
            new LedgerRow(
                lineage(row),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getLong(11),
                row.getLong(12)));
      }
    }
    return accounts;
  }

  private static RowLineage lineage(ResultSet row) throws SQLException {
    return new RowLineage(
        row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5));
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, Filter filter, List<String> more) throws SQLException {
    List<Object> arguments = new ArrayList<>();
    String where = filter.where(arguments);
    arguments.addAll(more);
    PreparedStatement statement = connection.prepareStatement(sql.replace("%s", where));
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
    return statement;
  }

  private static Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(number(row, column))
        .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
