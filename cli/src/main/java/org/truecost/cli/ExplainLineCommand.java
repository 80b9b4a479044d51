package org.truecost.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.metering.LineExplainer;
import org.truecost.metering.LineExplanation;
import org.truecost.metering.LineExplanation.Finding;
import org.truecost.metering.LineExplanation.Step;
import org.truecost.metering.MeteringCatalog;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost explain line}. */
@Command(
    name = "line",
    header = "Say what each step makes of a log line, and why.",
    description = {
      "Reads one line, or a few, from standard input: truecost explain line --source ID < one.log",
      "The answer shows the line's client address, for you who have the line; share it with care."
    })
final class ExplainLineCommand implements Callable<Integer> {
  private static final int MOST_LINES = 100;

  /** As much as a replay reads of one line, and room for a few. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final int WIDEST_VALUE = 400;

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "ID",
      description = "The source that the line belongs to.")
  private String source;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "What the sources are. Default: sources.yaml of the configuration.")
  private Path sources;

  @Option(
      names = "--line",
      paramLabel = "TEXT",
      description = "The line itself, instead of standard input.")
  private String line;

  @Option(
      names = "--header",
      paramLabel = "TEXT",
      description =
          "The #Fields line in force, for CloudFront, if the input does not begin with it.")
  private String header;

  @Option(
      names = "--definition",
      paramLabel = "ID",
      defaultValue = "default",
      description = "What counts as a download. Default: ${DEFAULT-VALUE}.")
  private String definition;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Events later than this are rejected. Default: now.")
  private Instant asOf;

  @Override
  public Integer call() throws Exception {
    MeteringCatalog catalog =
        MeteringCatalog.load(ReplayCommand.meteringConfig(common, sources, definition));
    if (!catalog.sources().containsKey(source)) {
      throw new CommandException(
          ExitCodes.USAGE,
          "There is no source \""
              + source
              + "\"; there are "
              + String.join(", ", catalog.sources().keySet())
              + ".");
    }
    byte[] input = line == null ? read(System.in) : line.getBytes(StandardCharsets.UTF_8);
    LineExplainer explainer =
        new LineExplainer(catalog, source, asOf == null ? Instant.now() : asOf);
    if (header != null) {
      explainer.explain(header.strip().getBytes(StandardCharsets.UTF_8));
    }
    List<LineExplanation> explained = new ArrayList<>();
    for (byte[] each : lines(input)) {
      LineExplanation explanation = explainer.explain(each);
      if (explanation.outcome() == LineOutcome.NO_HEADER) {
        throw new CommandException(
            ExitCodes.FAILED,
            "This format needs the #Fields line of its file: give it before the line, or with"
                + " --header.");
      }
      if (explanation.outcome() != LineOutcome.DIRECTIVE
          && explanation.outcome() != LineOutcome.BLANK) {
        explained.add(explanation);
      }
    }
    if (explained.isEmpty()) {
      throw new CommandException(
          ExitCodes.FAILED, "There is no line to explain: give one on standard input.");
    }
    if (output.json() || output.csv()) {
      output.write(report(explained), common.out());
    } else {
      text(explained, common.out());
    }
    boolean all = explained.stream().noneMatch(each -> each.outcome().isReject());
    return all ? ExitCodes.OK : ExitCodes.PARTIAL;
  }

  private static byte[] read(InputStream in) throws IOException, CommandException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new CommandException(
          ExitCodes.FAILED, "This is for one line or a few; the input is longer than 4 MiB.");
    }
    return bytes;
  }

  private static List<byte[]> lines(byte[] input) throws CommandException {
    List<byte[]> lines = new ArrayList<>();
    boolean mark =
        input.length >= 3
            && input[0] == (byte) 0xEF
            && input[1] == (byte) 0xBB
            && input[2] == (byte) 0xBF;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = mark ? 3 : 0; i <= input.length; i++) {
      if (i < input.length && input[i] != '\n') {
        line.write(input[i]);
      } else if (i < input.length || line.size() > 0) {
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        lines.add(carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
        line.reset();
      }
    }
    if (lines.size() > MOST_LINES) {
      throw new CommandException(
          ExitCodes.FAILED, "This is for one line or a few; the input has " + lines.size() + ".");
    }
    return lines;
  }

  private static void text(List<LineExplanation> explained, PrintWriter out) {
    for (int i = 0; i < explained.size(); i++) {
      LineExplanation explanation = explained.get(i);
      if (explained.size() > 1) {
        out.println((i == 0 ? "" : "\n") + "Line " + (i + 1));
      }
      for (Step step : explanation.steps()) {
        out.println(step.name());
        for (Finding finding : step.findings()) {
          String value =
              finding.value().isEmpty() ? "-" : SafeText.visible(finding.value(), WIDEST_VALUE);
          out.print("  " + finding.name() + " ".repeat(Math.max(1, 22 - finding.name().length())));
          out.println(
              finding.why().isEmpty()
                  ? value
                  : value + "   (" + SafeText.visible(finding.why(), WIDEST_VALUE) + ")");
        }
      }
    }
    out.flush();
  }

  private static Report report(List<LineExplanation> explained) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < explained.size(); i++) {
      for (Step step : explained.get(i).steps()) {
        for (Finding finding : step.findings()) {
          rows.add(
              List.of(
                  java.math.BigDecimal.valueOf(i + 1L),
                  step.name(),
                  finding.name(),
                  finding.value(),
                  finding.why()));
        }
      }
    }
    ReportTable table =
        new ReportTable(
            "findings",
            "",
            List.of(
                new ReportColumn("line", "Line", Style.COUNT),
                new ReportColumn("step", "Step", Style.TEXT),
                new ReportColumn("name", "Name", Style.TEXT),
                new ReportColumn("value", "Value", Style.TEXT),
                new ReportColumn("why", "Why", Style.TEXT)),
            rows,
            null);
    return new Report("What each step makes of a line", Map.of(), List.of(table), List.of());
  }
}
