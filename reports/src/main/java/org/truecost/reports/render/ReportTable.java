package org.truecost.reports.render;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows of a report.
 *
 * @param name its key in JSON
 * @param title a line above it on a terminal, may be empty
 * @param columns what a row has; a table without one for the terminal is not shown there
 * @param rows values in the order of the columns: a String for text, else a BigDecimal; null where
 *     nothing is known
 * @param total the sum of the rows, or null for a table that has none
 */
public record ReportTable(
    String name,
    String title,
    List<ReportColumn> columns,
    List<List<Object>> rows,
    List<Object> total) {
  public ReportTable {
    requireNonNull(name, "name");
    requireNonNull(title, "title");
    columns = List.copyOf(columns);
    List<List<Object>> copied = new ArrayList<>(rows.size());
    for (List<Object> row : rows) {
      copied.add(checked(row, columns.size()));
    }
    rows = Collections.unmodifiableList(copied);
    total = total == null ? null : checked(total, columns.size());
  }

  /**
   * The same with at most {@code count} rows: the last one sums up those that have no place. Only
   * for tables whose numbers add up, and whose first column is a text.
   */
  public ReportTable folded(int count) {
    if (rows.size() <= count) {
      return this;
    }
    List<List<Object>> kept = new ArrayList<>(rows.subList(0, count - 1));
    List<List<Object>> rest = rows.subList(count - 1, rows.size());
    List<Object> sum = new ArrayList<>();
    sum.add(rest.size() + " more rows");
    for (int c = 1; c < columns.size(); c++) {
      sum.add(sum(rest, c));
    }
    kept.add(sum);
    return new ReportTable(name, title, columns, kept, total);
  }

  private static Object sum(List<List<Object>> rows, int column) {
    BigDecimal sum = null;
    for (List<Object> row : rows) {
      if (row.get(column) instanceof BigDecimal number) {
        sum = sum == null ? number : sum.add(number);
      } else if (row.get(column) instanceof String) {
        return "";
      }
    }
    return sum;
  }

  private static List<Object> checked(List<Object> row, int width) {
    if (row.size() != width) {
      throw new IllegalArgumentException("Not " + width + " values: " + row);
    }
    return Collections.unmodifiableList(new ArrayList<>(row));
  }
}
