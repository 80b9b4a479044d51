package org.truecost.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.config.ConfigException;
import org.truecost.metering.LineExplainer;
import org.truecost.metering.LineExplanation;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.RejectReasons;
import org.truecost.reports.Rejects;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.RejectRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost rejects show}. */
@Command(
    name = "show",
    header = "Show rejected lines, with their place and what is wrong with them.",
    description =
        "Restricted: the lines hold client addresses. Control characters and marks that change the"
            + " direction of writing are shown as their numbers.")
final class RejectsShowCommand implements Callable<Integer> {
  private static final int MOST_LINES = 10_000;
  private static final int WIDEST_LINE = 400;
  private static final int WIDEST_NAME = 200;

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private RejectFilter which;
  @Mixin private MeteringOptions metering;
  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Lines at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--skip",
      paramLabel = "N",
      defaultValue = "0",
      description = "Lines to pass over first. Default: ${DEFAULT-VALUE}.")
  private long skip;

  /**
   * A row with what can be said of it.
   *
   * @param now what the present configuration makes of the line, empty if that is not known
   * @param place what is wrong where in the line, empty if that is not known
   */
  private record Shown(RejectRow row, String now, String place) {}

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || limit > MOST_LINES || skip < 0) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be from 1 to " + MOST_LINES + ", --skip not negative");
    }
    List<RejectRow> rows = new ArrayList<>();
    try (TrueCostDatabase database =
        TrueCostDatabase.open(data.open(), TrueCostDatabase.Access.RESTRICTED)) {
      Rejects.page(database.connection(), which.filter(), skip, limit + 1L, rows::add);
    }
    boolean more = rows.size() > limit;
    List<Shown> shown = explained(more ? rows.subList(0, limit) : rows);
    if (output.json() || output.csv()) {
      output.write(report(shown), common.out());
    } else {
      text(shown, common.out());
    }
    common.note("These lines hold client addresses; show them to nobody who may not see those.");
    if (more) {
      common.note("There are more: --skip " + (skip + limit) + " shows the next ones.");
    }
    return ExitCodes.OK;
  }

  private List<Shown> explained(List<RejectRow> rows) throws Exception {
    Optional<MeteringCatalog> catalog = rows.isEmpty() ? Optional.empty() : catalog();
    Map<List<Object>, LineExplainer> explainers = new HashMap<>();
    List<Shown> shown = new ArrayList<>();
    for (RejectRow row : rows) {
      String source = row.declaredSource() == null ? row.source() : row.declaredSource();
      boolean readable =
          catalog.isPresent()
              && catalog.get().sources().containsKey(source)
              && row.line() != null
              && !row.line().isEmpty()
              && row.asOfMicros() != null;
      if (!readable) {
        shown.add(new Shown(row, "", ""));
        continue;
      }
      String header = Objects.requireNonNullElse(row.header(), "");
      LineExplainer explainer =
          explainers.computeIfAbsent(
              List.of(source, row.asOfMicros(), header),
              key -> explainer(catalog.get(), source, row.asOfMicros(), header));
      LineExplanation explanation = explainer.explain(row.line().getBytes(StandardCharsets.UTF_8));
      String place = explanation.value("parse", "place") + explanation.value("believe", "place");
      shown.add(new Shown(row, explanation.outcome().label(), place));
    }
    return shown;
  }

  /** Without a configuration that can be read, lines are shown without it. */
  private Optional<MeteringCatalog> catalog() throws Exception {
    try {
      return Optional.of(MeteringCatalog.load(metering.config(common)));
    } catch (ConfigException unusable) {
      common.note(
          "What is wrong in a line is not shown, for the configuration cannot be used: "
              + unusable.getMessage());
      return Optional.empty();
    }
  }

  private static LineExplainer explainer(
      MeteringCatalog catalog, String source, long asOfMicros, String header) {
    LineExplainer explainer = new LineExplainer(catalog, source, time(asOfMicros));
    header.lines().forEach(line -> explainer.explain(line.getBytes(StandardCharsets.UTF_8)));
    return explainer;
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void text(List<Shown> shown, PrintWriter out) {
    if (shown.isEmpty()) {
      out.println("No rejected lines.");
    }
    for (Shown each : shown) {
      RejectRow row = each.row();
      String place =
          row.lineNumber() == null
              ? ""
              : ", line " + row.lineNumber() + " at byte " + row.byteOffset();
      out.println(SafeText.visible(row.source() + " " + row.file(), WIDEST_NAME) + place);
      out.println("  " + row.reason() + ": " + RejectReasons.sentence(row.reason()));
      if (!each.place().isEmpty()) {
        out.println("  " + SafeText.visible(each.place(), WIDEST_NAME));
      }
      if (!each.now().isEmpty() && !each.now().equals(row.reason())) {
        out.println("  by the present configuration it is: " + each.now());
      }
      if (row.line() == null) {
        out.println("  " + row.lines() + " lines of which only this count was kept");
      } else if (!row.line().isEmpty()) {
        out.println("  | " + SafeText.visible(row.line(), WIDEST_LINE));
      }
    }
    out.flush();
  }

  private static Report report(List<Shown> shown) {
    List<List<Object>> rows = new ArrayList<>();
    for (Shown each : shown) {
      RejectRow row = each.row();
      rows.add(
          Arrays.asList(
              row.registry(),
              row.source(),
              row.lineage().batchId(),
              row.file(),
              row.reason(),
              number(row.lineNumber()),
              number(row.byteOffset()),
              row.line(),
              BigDecimal.valueOf(row.lines()),
              BigDecimal.valueOf(row.lineBytes()),
              row.asOfMicros() == null ? null : time(row.asOfMicros()).toString(),
              row.header(),
              row.declaredSource(),
              RejectReasons.sentence(row.reason()),
              each.now(),
              each.place()));
    }
    List<ReportColumn> columns = new ArrayList<>();
    for (String name :
        List.of(
            "registry",
            "source",
            "batch_id",
            "file",
            "reason",
            "line_number",
            "byte_offset",
            "line",
            "lines",
            "line_bytes",
            "as_of",
            "header",
            "declared_source",
            "why",
            "now",
            "place")) {
      boolean number = List.of("line_number", "byte_offset", "lines", "line_bytes").contains(name);
      columns.add(new ReportColumn(name, name, number ? Style.COUNT : Style.TEXT));
    }
    return new Report(
        "Rejected lines",
        Map.of("report", "rejects show"),
        List.of(new ReportTable("rejects", "", columns, rows, null)),
        List.of());
  }

  private static BigDecimal number(Long value) {
    return value == null ? null : BigDecimal.valueOf(value);
  }
}
