package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** Looks at the tables once: as readers do, or as they must not. */
interface TablesReader {
  /** One look. */
  Sums read(Path data) throws IOException, SQLException;

  /** Reads what the newest commit names. */
  static TablesReader ofNewestCommit() {
    return data -> {
      try (TrueCostDatabase database =
          TrueCostDatabase.open(DataDirectory.open(data), Access.PUBLIC)) {
        return Sums.query(database.commit().sequence(), database.connection());
      }
    };
  }

  /** A planted fault: reads every Parquet file it finds. */
  static TablesReader globbing() {
    return data -> {
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
        for (TableSchema table : Tables.all()) {
          // The derived table is empty before the first compaction: the glob has no quarrel there.
          boolean derived = Tables.isDerived(table);
          String folder = (derived ? Tables.USAGE : table).name();
          boolean empty =
              DataFiles.all(data).stream().noneMatch(file -> file.startsWith(folder + "/"));
          String rows =
              empty
                  ? table.emptySelect()
                  : "SELECT * FROM read_parquet('"
                      + data.resolve(folder)
                      + "/**/*.parquet', hive_partitioning = false)";
          execute(connection, "CREATE VIEW " + table.name() + " AS " + rows);
        }
        return Sums.query(DataDirectory.open(data).log().head().sequence(), connection);
      }
    };
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * What a look gave.
   *
   * @param sums what was seen, null if the look failed
   * @param failure why it failed, empty if it did not
   */
  record Look(Sums sums, String failure) {
    static Look at(Path data, TablesReader reader) {
      try {
        return new Look(reader.read(data), "");
      } catch (IOException | SQLException failed) {
        return new Look(null, String.valueOf(failed.getMessage()));
      }
    }

    /** How this look shows something that no commit published, empty if it does not. */
    List<String> violations(java.util.Set<Long> publishedRequests) {
      if (sums == null) {
        return List.of("cannot be read: " + failure);
      }
      List<String> found = new java.util.ArrayList<>(sums.contradictions());
      if (!publishedRequests.contains(sums.usageRequests())) {
        found.add(sums.usageRequests() + " requests, never published: " + publishedRequests);
      }
      return found;
    }
  }
}
