package org.truecost.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataDirectoryException.Reason;
import org.truecost.tables.DataFile;
import org.truecost.tables.NewDataFile;
import org.truecost.tables.RollUps.Partition;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Writes the rows of a query as a data file of a table. It is invisible until a commit names it.
 */
final class DataFileWriter {
  private final DataDirectory directory;
  private final Connection connection;
  private final LiveRows rows;

  DataFileWriter(DataDirectory directory, Connection connection) {
    this.directory = directory;
    this.connection = connection;
    this.rows = new LiveRows(directory, Commit.EMPTY);
  }

  /** A file called {@code name}, durable; none if {@code query} has no row. */
  Optional<DataFile> write(TableSchema table, Partition partition, String name, String query)
      throws IOException, SQLException {
    String path =
        table.name()
            + "/registry="
            + partition.registry()
            + "/month="
            + partition.month()
            + "/"
            + name;
    Path target = NewDataFile.prepare(directory.path(), table, path);
    copy(new MergeSql(table).copy(query, target.toString()));
    DataFile file = describe(table, partition, path);
    if (file.rows() == 0) {
      Files.delete(target);
      return Optional.empty();
    }
    directory.makeDurable(path);
    return Optional.of(file);
  }

  private void copy(String sql) throws IOException, SQLException {
    try {
      TrueCostDatabase.execute(connection, sql);
    } catch (SQLException failure) {
      DataDirectoryException meaning =
          DataDirectoryException.ofWrite(
              directory.path(), new IOException(failure.getMessage(), failure));
      if (meaning.reason() == Reason.FULL) {
        throw meaning;
      }
      throw failure;
    }
  }

  private DataFile describe(TableSchema table, Partition partition, String path)
      throws IOException, SQLException {
    String file = Quoting.literal(directory.resolve(path).toString());
    // A derived table names no batches.
    String batch = Tables.isDerived(table) ? "NULL" : "batch_id";
    List<String> batches = new ArrayList<>();
    long rows = 0;
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT "
                    + batch
                    + ", count(*) FROM read_parquet("
                    + file
                    + ", hive_partitioning = false) GROUP BY 1")) {
      while (answer.next()) {
        if (answer.getString(1) != null) {
          batches.add(answer.getString(1));
        }
        rows += answer.getLong(2);
      }
    }
    return new DataFile(
        table.name(),
        path,
        partition.registry(),
        partition.month(),
        rows,
        Files.size(directory.resolve(path)),
        batches);
  }

  /** A column that this version does not know would be lost. */
  void requireKnownColumns(TableSchema table, List<DataFile> files)
      throws IOException, SQLException {
    Map<String, String> known = new TreeMap<>();
    for (Column column : table.columns()) {
      known.put(column.name(), column.type().sqlType());
    }
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("DESCRIBE SELECT * FROM " + rows.scan(files))) {
      while (answer.next()) {
        String name = answer.getString(1);
        String type = answer.getString(2).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
        if (!type.equals(known.get(name))) {
          throw new DataDirectoryException(
              Reason.NEWER_FORMAT,
              "Files of table "
                  + table.name()
                  + " have a column "
                  + name
                  + " "
                  + type
                  + " that this Truecost does not know; it will not drop it.");
        }
      }
    }
  }
}
