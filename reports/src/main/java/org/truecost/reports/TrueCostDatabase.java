package org.truecost.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataDirectoryException.Reason;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * One commit of a data directory as an in-memory DuckDB with a view per table. It stays on that
 * commit, whatever is published while it is open.
 */
public final class TrueCostDatabase implements AutoCloseable {
  // The newest commit may be replaced and expired between reading it and opening its files.
  private static final int MAX_ATTEMPTS = 3;

  private final Commit commit;
  private final Access access;
  private final Connection connection;

  /** Whose tables are shown. */
  public enum Access {
    /** Tables that may be read by anyone. */
    PUBLIC,
    /** Restricted ones too: the operator's. */
    RESTRICTED
  }

  private TrueCostDatabase(Commit commit, Access access, Connection connection) {
    this.commit = commit;
    this.access = access;
    this.connection = connection;
  }

  /** Opens the newest commit. */
  public static TrueCostDatabase open(DataDirectory directory, Access access)
      throws IOException, SQLException {
    Commit head = directory.log().head();
    for (int attempt = 1; true; attempt++) {
      try {
        return open(directory, head, access);
      } catch (DataDirectoryException missing) {
        Commit newer = directory.log().head();
        if (attempt == MAX_ATTEMPTS || newer.sequence() == head.sequence()) {
          throw missing;
        }
        head = newer;
      }
    }
  }

  /**
   * Opens a given commit.
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if a file it names is missing or cut
   */
  public static TrueCostDatabase open(DataDirectory directory, Commit commit, Access access)
      throws IOException, SQLException {
    directory.requireFiles(commit);
    Connection connection = connect();
    boolean opened = false;
    try {
      LiveRows rows = new LiveRows(directory, commit);
      for (TableSchema table : shown(access)) {
        execute(connection, "CREATE VIEW " + table.name() + " AS " + rows.select(table));
      }
      opened = true;
      return new TrueCostDatabase(commit, access, connection);
    } catch (SQLException failure) {
      // Gone since, as by a compaction that keeps one commit only?
      directory.requireFiles(commit);
      throw failure;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  /**
   * Opens the newest commit for queries of strangers: no file but those of the shown tables can be
   * read, none written, and no setting changed.
   */
  public static TrueCostDatabase sandbox(DataDirectory directory, Access access)
      throws IOException, SQLException {
    TrueCostDatabase database = open(directory, access);
    List<String> folders =
        shown(access).stream().map(table -> directory.path().resolve(table.name()) + "/").toList();
    execute(database.connection, "SET allowed_directories = " + Quoting.list(folders));
    execute(database.connection, "SET enable_external_access = false");
    execute(database.connection, "SET lock_configuration = true");
    return database;
  }

  /** The commit that is shown. */
  public Commit commit() {
    return commit;
  }

  /** Names of the tables that are there and not shown, sorted. */
  List<String> hidden() {
    return Tables.all().stream()
        .filter(table -> !shown(access).contains(table))
        .map(TableSchema::name)
        .sorted()
        .toList();
  }

  /** A connection to the views. It is closed with this database. */
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** An empty in-memory database that loads nothing from elsewhere and counts time in UTC. */
  static Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    // By default it would spill into the working directory.
    properties.setProperty("temp_directory", spill().toString());
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    execute(connection, "SET TimeZone = 'UTC'");
    return connection;
  }

  /** Where to spill: below a folder that is its owner's alone, for rows may hold addresses. */
  private static Path spill() {
    Path parent;
    try {
      parent = Files.createTempDirectory("truecost-duckdb-");
      parent.toFile().deleteOnExit();
    } catch (IOException unwritable) {
      // Few queries spill; those will say so.
      parent = Path.of(System.getProperty("java.io.tmpdir"));
    }
    return parent.resolve("truecost-duckdb-" + UUID.randomUUID());
  }

  /** A statement is closed by its first error, so each query has its own. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<TableSchema> shown(Access access) {
    return Tables.all().stream()
        .filter(table -> access == Access.RESTRICTED || !table.restricted())
        .toList();
  }
}
