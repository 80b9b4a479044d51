package org.truecost.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.truecost.reports.Compaction;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.DataFile;
import org.truecost.tables.Expiry;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * What a compaction changed: the metered tables, apart from them the derived ones, and the disk.
 */
final class CompactReport {
  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("table", "table", Style.TEXT),
          new ReportColumn("files_before", "files before", Style.COUNT),
          new ReportColumn("files_after", "after", Style.COUNT),
          new ReportColumn("rows_before", "rows before", Style.COUNT),
          new ReportColumn("rows_after", "after", Style.COUNT),
          new ReportColumn("bytes_before", "bytes before", Style.COUNT),
          new ReportColumn("bytes_after", "after", Style.COUNT));
  private static final List<ReportColumn> REMOVED =
      List.of(
          new ReportColumn("commits_removed", "commits", Style.COUNT),
          new ReportColumn("files_removed", "files", Style.COUNT),
          new ReportColumn("bytes_removed", "bytes", Style.COUNT));

  private CompactReport() {}

  /** What {@code compact --keep} on {@code data} did. */
  static Report of(Compaction.Compacted done, Path data, int keep) {
    List<List<Object>> metered = new ArrayList<>();
    List<List<Object>> derived = new ArrayList<>();
    for (TableSchema table : Tables.all()) {
      List<DataFile> before = done.before().files(table);
      List<DataFile> after = done.commit().files(table);
      (Tables.isDerived(table) ? derived : metered).add(row(table.name(), before, after));
    }
    Expiry.Removed expired = done.expired();
    boolean changed = done.commit().sequence() > done.before().sequence();
    return new Report(
        (changed ? "Compacted " : "Nothing to compact in ")
            + data
            + ", commit "
            + done.commit().sequence(),
        Map.of("report", "compact", "commit", Long.toString(done.commit().sequence())),
        List.of(
            new ReportTable("compaction", "", COLUMNS, metered, total(metered)),
            new ReportTable("derived", "Derived from usage, in addition:", COLUMNS, derived, null),
            new ReportTable(
                "removed",
                "Removed from disk:",
                REMOVED,
                List.of(
                    Arrays.asList(
                        BigDecimal.valueOf(expired.commits()),
                        BigDecimal.valueOf(expired.files()),
                        BigDecimal.valueOf(expired.bytes()))),
                null)),
        List.of(kept(keep)));
  }

  private static String kept(int keep) {
    return keep == 1
        ? "Only the newest commit is kept (--keep 1): a reader of an older one fails."
        : "Replaced files stay on disk for readers of the newest "
            + keep
            + " commits (--keep "
            + keep
            + "); --keep 1 removes them.";
  }

  private static List<Object> row(String table, List<DataFile> before, List<DataFile> after) {
    return Arrays.asList(
        table,
        BigDecimal.valueOf(before.size()),
        BigDecimal.valueOf(after.size()),
        sum(before, DataFile::rows),
        sum(after, DataFile::rows),
        sum(before, DataFile::bytes),
        sum(after, DataFile::bytes));
  }

  private static List<Object> total(List<List<Object>> rows) {
    List<Object> total = new ArrayList<>(List.of("total"));
    for (int column = 1; column < COLUMNS.size(); column++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (List<Object> row : rows) {
        sum = sum.add((BigDecimal) row.get(column));
      }
      total.add(sum);
    }
    return total;
  }

  private static BigDecimal sum(List<DataFile> files, ToLongFunction<DataFile> measure) {
    return BigDecimal.valueOf(files.stream().mapToLong(measure).sum());
  }
}
