package org.truecost.reports;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.RollUps;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** SQL that reads the live rows of a commit: its files, without superseded revisions. */
final class LiveRows {
  private final DataDirectory directory;
  private final Commit commit;

  LiveRows(DataDirectory directory, Commit commit) {
    this.directory = directory;
    this.commit = commit;
  }

  /** A query of the live rows of {@code table}, typed even when it has no file. */
  String select(TableSchema table) {
    if (!Tables.isDerived(table)) {
      // Only here, where the rows of all files are at hand that take each other back.
      return new MergeSql(table).withoutTakenBack(select(table, commit.files(table)));
    }
    // Rows add up, so what is in no current roll-up need only be shown with the coarser columns.
    RollUps.Split split = RollUps.split(commit, table, Tables.USAGE);
    String rows = table.emptySelect();
    if (!split.derived().isEmpty()) {
      rows += " UNION ALL BY NAME SELECT * FROM " + scan(split.derived());
    }
    return rows
        + " UNION ALL BY NAME SELECT "
        + names(table)
        + " FROM ("
        + select(Tables.USAGE, split.base())
        + ")";
  }

  /** A query of the live rows of some files of {@code table}, which is not derived. */
  String select(TableSchema table, Collection<DataFile> files) {
    // The typed select comes first: it fixes order and types, also of columns that all files lack.
    String empty = table.emptySelect();
    if (files.isEmpty()) {
      return empty;
    }
    return filled(table, empty + " UNION ALL BY NAME SELECT * FROM " + scan(files) + where());
  }

  /** Rows of files that were written before a sum was added have none of it: 0, not null. */
  private static String filled(TableSchema table, String rows) {
    String sums =
        table.columns(Column.Role.SUM).stream()
            .filter(Column::added)
            .map(column -> "coalesce(" + column.name() + ", 0) AS " + column.name())
            .collect(Collectors.joining(", "));
    return sums.isEmpty() ? rows : "SELECT * REPLACE (" + sums + ") FROM (" + rows + ")";
  }

  /** A scan of {@code files} with all their rows. */
  String scan(Collection<DataFile> files) {
    List<String> paths =
        files.stream().map(file -> directory.resolve(file.path()).toString()).sorted().toList();
    return "read_parquet("
        + Quoting.list(paths)
        + ", hive_partitioning = false, union_by_name = true)";
  }

  private String where() {
    if (commit.revisions().isEmpty()) {
      return "";
    }
    String live =
        commit.revisions().entrySet().stream()
            .map(entry -> "(" + Quoting.literal(entry.getKey()) + ", " + entry.getValue() + ")")
            .collect(Collectors.joining(", "));
    return " AS stored WHERE NOT EXISTS (SELECT 1 FROM (VALUES "
        + live
        + ") AS live(live_batch, live_revision) WHERE live_batch = stored.batch_id"
        + " AND live_revision <> stored.revision)";
  }

  static String names(TableSchema table) {
    return table.columns().stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
