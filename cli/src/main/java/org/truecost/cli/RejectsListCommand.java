package org.truecost.cli;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.truecost.metering.RejectReasons;
import org.truecost.reports.Rejects;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code truecost rejects list}. */
@Command(
    name = "list",
    header = "Say how many lines were rejected, by registry, source, batch day and reason.",
    description = "Shows no line and no address.")
final class RejectsListCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private RejectFilter which;
  @Mixin private DataOption data;

  @Override
  public Integer call() throws Exception {
    List<Rejects.Group> groups;
    try (TrueCostDatabase database =
        TrueCostDatabase.open(data.open(), TrueCostDatabase.Access.RESTRICTED)) {
      groups = Rejects.list(database.connection(), which.filter());
    }
    output.write(report(groups), common.out());
    return ExitCodes.OK;
  }

  private Report report(List<Rejects.Group> groups) {
    List<List<Object>> rows = new ArrayList<>();
    for (Rejects.Group group : groups) {
      rows.add(
          Arrays.asList(
              group.registry(),
              group.source(),
              group.batchDay(),
              group.reason(),
              group.lines(),
              group.lineBytes(),
              group.files(),
              group.keptLines(),
              group.firstAsOf().map(Instant::toString).orElse(null),
              group.lastAsOf().map(Instant::toString).orElse(null)));
    }
    BigDecimal lines =
        groups.stream().map(Rejects.Group::lines).reduce(BigDecimal.ZERO, BigDecimal::add);
    List<String> notes =
        new ArrayList<>(
            groups.stream()
                .map(Rejects.Group::reason)
                .distinct()
                .sorted()
                .map(reason -> reason + ": " + RejectReasons.sentence(reason) + ".")
                .toList());
    if (!groups.isEmpty()) {
      notes.add(
          "Lines and positions: truecost rejects show. After a fix of the configuration: truecost"
              + " rejects replay --dry-run.");
    }
    return new Report(
        (groups.isEmpty() ? "No" : lines) + " rejected lines in " + data.path(),
        Map.of("report", "rejects"),
        List.of(
            new ReportTable(
                "rejects",
                "",
                List.of(
                    new ReportColumn("registry", "registry", Style.TEXT),
                    new ReportColumn("source", "source", Style.TEXT),
                    new ReportColumn("batch_day", "batch day", Style.TEXT),
                    new ReportColumn("reason", "reason", Style.TEXT),
                    new ReportColumn("lines", "lines", Style.COUNT),
                    new ReportColumn("line_bytes", "bytes", Style.COUNT),
                    new ReportColumn("files", "files", Style.COUNT),
                    new ReportColumn("kept_lines", "kept", Style.COUNT),
                    new ReportColumn("first_as_of", "judged first", Style.TEXT, false),
                    new ReportColumn("last_as_of", "judged last", Style.TEXT)),
                rows,
                null)),
        notes);
  }
}
