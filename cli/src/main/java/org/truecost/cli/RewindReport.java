package org.truecost.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataFile;
import org.truecost.tables.Rewind;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** What a rewind takes away: rows by table, and records of Kafka that are metered again. */
final class RewindReport {
  private static final List<ReportColumn> TABLES =
      List.of(
          new ReportColumn("table", "table", Style.TEXT),
          new ReportColumn("files", "files", Style.COUNT),
          new ReportColumn("rows", "rows", Style.COUNT),
          new ReportColumn("bytes", "bytes", Style.COUNT));
  private static final List<ReportColumn> PARTITIONS =
      List.of(
          new ReportColumn("partition", "partition", Style.TEXT),
          new ReportColumn("from_offset", "from offset", Style.COUNT),
          new ReportColumn("to_offset", "to before", Style.COUNT));

  private RewindReport() {}

  static Report of(Rewind rewind, String job, boolean applied) {
    List<List<Object>> rows = new ArrayList<>();
    for (TableSchema table : Tables.all()) {
      List<DataFile> files =
          rewind.files().stream().filter(file -> file.table().equals(table.name())).toList();
      if (!files.isEmpty()) {
        rows.add(row(table.name(), files));
      }
    }
    List<List<Object>> ranges = new ArrayList<>();
    for (CoveredOffsets range : rewind.offsets()) {
      ranges.add(
          Arrays.asList(
              range.partition(), BigDecimal.valueOf(range.from()), BigDecimal.valueOf(range.to())));
    }
    return new Report(
        title(rewind, job, applied),
        Map.of(
            "report", "rewind",
            "job", job,
            "applied", Boolean.toString(applied && !rewind.isEmpty()),
            "to_commit", Long.toString(rewind.base()),
            "to_checkpoint", Long.toString(rewind.checkpoint())),
        List.of(
            new ReportTable("taken", "", TABLES, rows, row("total", rewind.files())),
            new ReportTable("uncovered", "To be metered again:", PARTITIONS, ranges, null)),
        List.of(note(rewind, applied)));
  }

  private static String title(Rewind rewind, String job, boolean applied) {
    if (rewind.isEmpty()) {
      return "Job " + job + " has committed nothing since that could be taken away";
    }
    return (applied ? "Taken away" : "Would take away")
        + " what job "
        + job
        + " committed after "
        + (rewind.checkpoint() == 0 ? "its start" : "checkpoint " + rewind.checkpoint())
        + " (commit "
        + rewind.base()
        + ")";
  }

  private static String note(Rewind rewind, boolean applied) {
    if (rewind.isEmpty()) {
      return "Nothing was changed.";
    }
    return applied
        ? "No job can go on from its checkpoints or savepoints any more. Start one without a state,"
            + " on a cluster under another lineage, from earliest or before these offsets."
        : "Nothing was changed; --apply does it. No job can go on from its checkpoints or savepoints"
            + " after that.";
  }

  private static List<Object> row(String name, List<DataFile> files) {
    return Arrays.asList(
        name,
        BigDecimal.valueOf(files.size()),
        sum(files, DataFile::rows),
        sum(files, DataFile::bytes));
  }

  private static BigDecimal sum(List<DataFile> files, ToLongFunction<DataFile> measure) {
    return BigDecimal.valueOf(files.stream().mapToLong(measure).sum());
  }
}
