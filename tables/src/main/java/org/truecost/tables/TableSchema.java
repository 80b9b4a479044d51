package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Name and columns of a table.
 *
 * @param name snake_case, also the folder below the data directory
 * @param restricted whether only the operator may read it (it may hold addresses)
 * @param columns all columns, in the order of their field ids
 */
public record TableSchema(String name, boolean restricted, List<Column> columns) {
  public TableSchema {
    requireNonNull(name, "name");
    columns = List.copyOf(columns);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).fieldId() != i + 1) {
        throw new IllegalArgumentException(
            "Field ids of " + name + " must count up from 1: " + columns.get(i));
      }
    }
  }

  /** Columns with one of {@code roles}, in order. */
  public List<Column> columns(Column.Role... roles) {
    List<Column.Role> wanted = List.of(roles);
    return columns.stream().filter(column -> wanted.contains(column.role())).toList();
  }

  /** A select list item that gives every column its type, for a table without a file. */
  public String emptySelect() {
    return columns.stream()
        .map(column -> "NULL::" + column.type().sqlType() + " AS " + column.name())
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }
}
