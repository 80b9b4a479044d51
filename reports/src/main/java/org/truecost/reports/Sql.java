package org.truecost.reports;

import static java.util.Objects.requireNonNull;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** Queries that a user typed: one that reads, and nothing else. */
public final class Sql {
  private Sql() {}

  /**
   * An answer.
   *
   * @param columns names, in order
   * @param rows values: String, Boolean, whole numbers, BigDecimal, Double, LocalDate,
   *     LocalDateTime, OffsetDateTime in UTC, List, Map (also of a struct), lower-case hex of a
   *     blob, or null; rarer types as the driver has them
   */
  public record Result(List<String> columns, List<List<Object>> rows) {
    public Result {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /** Takes an answer row by row, for answers that may not fit into memory. */
  public interface Rows {
    /** Called once, first. */
    void columns(List<String> names);

    /** Called for each row. */
    void row(List<Object> values);
  }

  /** A query that cannot be answered. Its message is one line for a person. */
  public static class QueryException extends Exception {
    QueryException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A query that was stopped because it took too long. */
  public static final class TimeLimitException extends QueryException {
    TimeLimitException(Duration limit, Throwable cause) {
      super("The query was stopped: it took longer than " + limit.toSeconds() + " s.", cause);
    }
  }

  /** A query may take as long as it likes. */
  public static final Duration NO_LIMIT = Duration.ZERO;

  /** Runs {@code query} and keeps its whole answer. */
  public static Result run(TrueCostDatabase database, String query) throws QueryException {
    List<String> columns = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    run(
        database,
        query,
        NO_LIMIT,
        new Rows() {
          @Override
          public void columns(List<String> names) {
            columns.addAll(names);
          }

          @Override
          public void row(List<Object> values) {
            rows.add(values);
          }
        });
    return new Result(columns, rows);
  }

  /**
   * Runs {@code query}, which must be one SELECT (or WITH, FROM, VALUES, DESCRIBE, SHOW,
   * SUMMARIZE). Open {@code database} with {@link TrueCostDatabase#sandbox}.
   *
   * @param limit how long it may take until its answer is there, in whole seconds, or {@link
   *     #NO_LIMIT}
   * @throws TimeLimitException if it took longer; no row has been given then
   */
  public static void run(TrueCostDatabase database, String query, Duration limit, Rows rows)
      throws QueryException {
    requireNonNull(query, "query");
    try {
      requireOneSelect(database.connection(), query);
      try (Statement statement = database.connection().createStatement()) {
        statement.setQueryTimeout(Math.toIntExact(limit.toSeconds()));
        answer(statement.executeQuery(query), rows);
      }
    } catch (SQLTimeoutException late) {
      throw new TimeLimitException(limit, late);
    } catch (SQLException failure) {
      throw new QueryException(meaning(database, firstLine(failure.getMessage())), failure);
    }
  }

  private static void answer(ResultSet all, Rows rows) throws SQLException {
    try (ResultSet answer = all) {
      ResultSetMetaData meta = answer.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        columns.add(meta.getColumnLabel(i));
      }
      rows.columns(columns);
      while (answer.next()) {
        List<Object> row = new ArrayList<>(columns.size());
        for (int i = 1; i <= columns.size(); i++) {
          row.add(value(answer, i));
        }
        rows.row(Collections.unmodifiableList(row));
      }
    }
  }

  /** What DuckDB does not know: that a table is there, and why it is not shown. */
  private static String meaning(TrueCostDatabase database, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    for (String table : database.hidden()) {
      if (lower.contains("table with name " + table + " does not exist")) {
        return "The table "
            + table
            + " is restricted, for it holds parts of log lines; --restricted shows it.";
      }
    }
    return message;
  }

  /**
   * DuckDB's own parser says what the text is: it can turn into JSON what only reads, and nothing
   * else. A list of forbidden words would forget one.
   */
  private static void requireOneSelect(Connection connection, String query)
      throws SQLException, QueryException {
    String sql =
        "SELECT json_extract_string(tree, '$.error_type'),"
            + " json_extract_string(tree, '$.error_message'),"
            + " json_array_length(tree, '$.statements')"
            + " FROM (SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS JSON) AS tree)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, query);
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        String error = answer.getString(1);
        if ("not implemented".equals(error)) {
          throw new QueryException(
              "Only a query that reads is allowed: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW or"
                  + " SUMMARIZE.",
              null);
        }
        if (error != null) {
          throw new QueryException("Not valid SQL: " + firstLine(answer.getString(2)), null);
        }
        if (answer.getInt(3) != 1) {
          throw new QueryException(
              "Exactly one query is allowed, not " + answer.getInt(3) + ".", null);
        }
      }
    }
  }

  private static Object value(ResultSet answer, int column) throws SQLException {
    Object value = answer.getObject(column);
    // The driver counts in the zone of this machine.
    if (value instanceof Timestamp) {
      return answer.getObject(column, LocalDateTime.class);
    }
    return plain(value);
  }

  private static Object plain(Object value) throws SQLException {
    if (value instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
    if (value instanceof Array array) {
      List<Object> elements = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        elements.add(plain(element));
      }
      return Collections.unmodifiableList(elements);
    }
    if (value instanceof Blob bytes) {
      return HexFormat.of().formatHex(bytes.getBytes(1, Math.toIntExact(bytes.length())));
    }
    if (value instanceof DuckDBStruct struct) {
      return plain(struct.getMap());
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.put(plain(entry.getKey()), plain(entry.getValue()));
      }
      return Collections.unmodifiableMap(entries);
    }
    return value;
  }

  private static String firstLine(String message) {
    String text = message == null ? "unknown error" : message.strip();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end).strip();
  }
}
