package org.truecost.reports.render;

import static java.util.Objects.requireNonNull;

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

  private static List<Object> checked(List<Object> row, int width) {
    if (row.size() != width) {
      throw new IllegalArgumentException("Not " + width + " values: " + row);
    }
    return Collections.unmodifiableList(new ArrayList<>(row));
  }
}
