package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Column;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Rows of all tables summed over lineage columns, sketches merged, as sorted text. Two such lists
 * are equal exactly if {@code EXCEPT ALL} of the tables is empty both ways.
 */
final class SummedTables {
  private SummedTables() {}

  /** The rows of the newest commit. */
  static List<String> of(Path data) throws IOException, SQLException {
    List<String> rows = new ArrayList<>();
    try (TrueCostDatabase database =
        TrueCostDatabase.open(DataDirectory.open(data), Access.RESTRICTED)) {
      for (TableSchema table : Tables.all()) {
        try (Statement statement = database.connection().createStatement();
            ResultSet result = statement.executeQuery(sql(table))) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            rows.add(table.name() + row(result, columns));
          }
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  /** The query that sums {@code table}. */
  static String sql(TableSchema table) {
    String keys =
        table.columns(Column.Role.KEY).stream().map(Column::name).collect(Collectors.joining(", "));
    StringBuilder select = new StringBuilder("SELECT " + keys);
    for (Column column : table.columns()) {
      String name = column.name();
      switch (column.role()) {
        case SUM -> select.append(", sum(").append(name).append(")");
        case MIN -> select.append(", min(").append(name).append(")");
        case MAX -> select.append(", max(").append(name).append(")");
        case UNION ->
            select
                .append(", list_slice(list_sort(list_distinct(flatten(list(")
                .append(name)
                .append(")))), 1, 32)");
        case KEY, LINEAGE -> {}
      }
    }
    return select + " FROM " + table.name() + " GROUP BY " + keys;
  }

  private static String row(ResultSet result, int columns) throws SQLException {
    StringBuilder row = new StringBuilder();
    for (int i = 1; i <= columns; i++) {
      row.append(" | ").append(result.getString(i));
    }
    return row.toString();
  }
}
