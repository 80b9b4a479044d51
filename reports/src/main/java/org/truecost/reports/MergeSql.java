package org.truecost.reports;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.truecost.tables.Column;
import org.truecost.tables.Column.Role;
import org.truecost.tables.ColumnType;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** SQL that merges rows of equal key, batch and revision, column by column as their roles say. */
final class MergeSql {
  /** Size of a client sketch: the smallest so many distinct hashes. */
  static final int SKETCH_SIZE = 32;

  // Iceberg wants an id for the elements of a list as well; those of columns end far below.
  private static final int ELEMENT_ID_OFFSET = 1000;
  private static final String RUN_ID = "run_id";

  private final TableSchema table;

  MergeSql(TableSchema table) {
    this.table = table;
  }

  /** Merges the rows of {@code source}, a table expression with at least the table's columns. */
  String select(String source) {
    return "SELECT "
        + table.columns().stream().map(MergeSql::merged).collect(Collectors.joining(", "))
        + " FROM "
        + source
        + " GROUP BY "
        + identity()
        + takenBack("").map(gone -> " HAVING NOT (" + gone + ")").orElse("");
  }

  /** The rows of a query, without those that others have taken back. */
  String withoutTakenBack(String rows) {
    String over = " OVER (PARTITION BY " + identity() + ")";
    return takenBack(over)
        .map(gone -> "SELECT * FROM (" + rows + ") QUALIFY NOT (" + gone + ")")
        .orElse(rows);
  }

  /**
   * Whether rows of equal key and lineage say nothing any more: rejected lines that were metered
   * after all, and accounts of which no line is left. An empty file has one account, and keeps it.
   */
  private Optional<String> takenBack(String over) {
    if (!table.equals(Tables.REJECTS) && !table.equals(Tables.LEDGER)) {
      return Optional.empty();
    }
    return Optional.of(
        table.columns(Role.SUM).stream()
            .map(column -> "sum(" + quoted(column) + ")" + over + " = 0")
            .collect(Collectors.joining(" AND ", "count(*)" + over + " > 1 AND ", "")));
  }

  /** Part {@code bucket} of {@code buckets}: equal keys always fall into the same one. */
  String bucket(String rows, int bucket, int buckets) {
    if (buckets == 1) {
      return "(" + rows + ")";
    }
    return "(SELECT * FROM ("
        + rows
        + ") WHERE hash("
        + identity()
        + ") % "
        + buckets
        + " = "
        + bucket
        + ")";
  }

  /** Writes {@code query} as a file of this table, sorted, with the types and ids of its schema. */
  String copy(String query, String file) {
    return "COPY ("
        + query
        + " ORDER BY "
        + identity()
        + ") TO "
        + Quoting.literal(file)
        // Under its own name from the start, where it is its owner's alone if it must be.
        + " (FORMAT parquet, USE_TMP_FILE false, COMPRESSION zstd, ROW_GROUP_SIZE 122880,"
        + " FIELD_IDS "
        + fieldIds()
        + ")";
  }

  /** The measures of all rows of {@code source} in one row, to compare before and after. */
  String totals(String source) {
    List<Column> measures = table.columns(Role.SUM, Role.MIN, Role.MAX);
    if (measures.isEmpty()) {
      return "SELECT 0 FROM " + source + " LIMIT 1";
    }
    return measures.stream()
        .map(MergeSql::total)
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + source));
  }

  String fieldIds() {
    return table.columns().stream()
        .map(
            column ->
                quoted(column)
                    + ": "
                    + (column.type() == ColumnType.SKETCH
                        ? "{__duckdb_field_id: "
                            + column.fieldId()
                            + ", element: "
                            + (ELEMENT_ID_OFFSET + column.fieldId())
                            + "}"
                        : Integer.toString(column.fieldId())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Key and lineage, but for the run: what makes two rows the same. */
  private String identity() {
    return Stream.of(Role.KEY, Role.LINEAGE)
        .flatMap(role -> table.columns(role).stream())
        .filter(column -> !column.name().equals(RUN_ID))
        .map(MergeSql::quoted)
        .collect(Collectors.joining(", "));
  }

  private static String merged(Column column) {
    String name = quoted(column);
    return switch (column.role()) {
      case KEY -> name;
      case LINEAGE -> column.name().equals(RUN_ID) ? "max(" + name + ") AS " + name : name;
      // A sum of BIGINT is a HUGEINT; one that does not fit any more must fail, not wrap.
      case SUM -> "CAST(sum(" + name + ") AS " + column.type().sqlType() + ") AS " + name;
      case MIN -> "min(" + name + ") AS " + name;
      case MAX -> "max(" + name + ") AS " + name;
      case UNION ->
          "list_slice(list_sort(list_distinct(flatten(list("
              + name
              + ")))), 1, "
              + SKETCH_SIZE
              + ") AS "
              + name;
    };
  }

  private static String total(Column column) {
    String function =
        switch (column.role()) {
          case MIN -> "min";
          case MAX -> "max";
          default -> "sum";
        };
    String value = function + "(" + quoted(column) + ")";
    // If all rows have taken each other back, none is left to sum.
    return "CAST("
        + (column.role() == Role.SUM ? "coalesce(" + value + ", 0)" : value)
        + " AS VARCHAR)";
  }

  private static String quoted(Column column) {
    return '"' + column.name() + '"';
  }
}
