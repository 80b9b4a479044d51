package org.truecost.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.truecost.reports.Compaction;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost compact}. */
@Command(
    name = "compact",
    header = "Merge small files and equal keys of a data directory.",
    description =
        "Sums are equal before, during and after. Old commits, and files that no kept commit names,"
            + " are removed from disk.")
final class CompactCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The data directory.")
  private Path data;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Commits to keep, the newest first; who still reads an older one fails."
              + " Default: ${DEFAULT-VALUE}.")
  private int keep;

  @Override
  public Integer call() throws Exception {
    if (keep < 1) {
      throw new ParameterException(spec.commandLine(), "--keep must be at least 1: " + keep);
    }
    DataDirectory directory = DataDirectory.open(data);
    try (Lease lease = Lease.acquire(directory, "compact");
        ProgressDisplay display = ProgressDisplay.start(common, () -> "Compacting " + data)) {
      Compaction.Compacted done = Compaction.run(directory, lease, keep);
      display.close();
      output.write(report(done), common.out());
    }
    return ExitCodes.OK;
  }

  private Report report(Compaction.Compacted done) {
    List<ReportColumn> columns =
        List.of(
            new ReportColumn("files_before", "files before", Style.COUNT),
            new ReportColumn("files_after", "files after", Style.COUNT),
            new ReportColumn("rows_before", "rows before", Style.COUNT),
            new ReportColumn("rows_after", "rows after", Style.COUNT),
            new ReportColumn("commits_removed", "commits removed", Style.COUNT),
            new ReportColumn("files_removed", "files removed", Style.COUNT),
            new ReportColumn("bytes_removed", "bytes removed", Style.COUNT));
    List<Object> row =
        Arrays.asList(
            BigDecimal.valueOf(done.filesBefore()),
            BigDecimal.valueOf(done.filesAfter()),
            BigDecimal.valueOf(done.rowsBefore()),
            BigDecimal.valueOf(done.rowsAfter()),
            BigDecimal.valueOf(done.expired().commits()),
            BigDecimal.valueOf(done.expired().files()),
            BigDecimal.valueOf(done.expired().bytes()));
    return new Report(
        "Compacted " + data + ", commit " + done.commit().sequence(),
        Map.of("report", "compact", "commit", Long.toString(done.commit().sequence())),
        List.of(new ReportTable("compaction", "", columns, List.of(row), null)),
        List.of());
  }
}
