package org.truecost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs SQL files in an in-memory DuckDB: the other way to the same tables. */
public final class DuckDbAnswer {
  private DuckDbAnswer() {}

  /**
   * @param arguments threads, logs, configuration directory, output directory, SQL files; {@code
   *     ${logs}}, {@code ${config}} and {@code ${out}} in them are the directories
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    Files.createDirectories(Path.of(arguments[3]));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      run(connection, "SET threads = " + Integer.parseInt(arguments[0]));
      run(connection, "SET TimeZone = 'UTC'");
      run(connection, "SET preserve_insertion_order = false");
      run(connection, "SET temp_directory = '" + arguments[3] + "/spill'");
      for (int i = 4; i < arguments.length; i++) {
        String text =
            Files.readString(Path.of(arguments[i]))
                .replace("${logs}", arguments[1])
                .replace("${config}", arguments[2])
                .replace("${out}", arguments[3]);
        // A statement ends with a semicolon at the end of a line; none of ours holds another.
        for (String statement : text.split(";\n", -1)) {
          if (!statement.isBlank()) {
            run(connection, statement);
          }
        }
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    if (System.getenv("TRUECOST_BENCH_TIMES") != null) {
      System.err.printf(
          java.util.Locale.ROOT,
          "%8.3f s  %s%n",
          (System.nanoTime() - start) / 1e9,
          sql.strip()
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("--"))
              .findFirst()
              .orElse(""));
    }
  }
}
