package org.truecost.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.truecost.config.Problems;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;
import org.truecost.ingest.sample.SampleSummary;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost sample}. */
@Command(
    name = "sample",
    header = "Write a believable month of invented logs.",
    description =
        "All six registries, in every format, laid out as config/sources.yaml says. The same"
            + " options write the same lines.")
final class SampleCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Option(names = "--lines", required = true, paramLabel = "N", description = "Data lines.")
  private long lines;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed, another month. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to write; one directory per source below it.")
  private Path out;

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      converter = MonthConverter.class,
      defaultValue = "2026-10",
      description = "The month of the events. Default: ${DEFAULT-VALUE}.")
  private YearMonth month;

  @Option(names = "--source", paramLabel = "ID", description = "Only this source, with all lines.")
  private String source = "";

  @Option(
      names = "--files",
      paramLabel = "K",
      description = "Files per source. Default: as many as the lines deserve.")
  private int files;

  @Option(
      names = "--unique-keys",
      description = "Every path and user agent is new: a strain for caches.")
  private boolean uniqueKeys;

  @Option(
      names = "--duplicate-file",
      description = "Write one file twice, under two names, as a retried upload is.")
  private boolean duplicateFile;

  @Override
  public Integer call() throws Exception {
    SampleOptions options = options();
    AtomicLong written = new AtomicLong();
    SampleSummary summary;
    try (ProgressDisplay display =
        ProgressDisplay.start(
            common,
            () -> String.format(Locale.ROOT, "%,d of %,d lines written", written.get(), lines))) {
      summary = SampleGenerator.generate(options, (f, l, b) -> written.set(l));
    }
    output.write(report(summary), common.out());
    return ExitCodes.OK;
  }

  private SampleOptions options() {
    if (lines < 1) {
      throw wrong("--lines must be at least 1: " + lines);
    }
    if (files < 0) {
      throw wrong("--files must not be negative: " + files);
    }
    List<String> known = SampleGenerator.sources();
    if (!source.isEmpty() && !known.contains(source)) {
      throw wrong(
          "--source "
              + source
              + " is none of "
              + String.join(", ", known)
              + Problems.hint(source, known));
    }
    return new SampleOptions(lines, seed, month, out, source, files, uniqueKeys, duplicateFile);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Report report(SampleSummary summary) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "sample");
    facts.put("month", month.toString());
    facts.put("seed", Long.toString(seed));
    List<List<Object>> rows = new ArrayList<>();
    summary
        .linesBySource()
        .forEach((id, count) -> rows.add(List.of(id, BigDecimal.valueOf(count))));
    return new Report(
        String.format(
            Locale.ROOT,
            "Wrote %,d lines in %,d files below %s",
            summary.lines(),
            summary.files(),
            out),
        facts,
        List.of(
            new ReportTable(
                "sources",
                "",
                List.of(
                    new ReportColumn("source", "source", Style.TEXT),
                    new ReportColumn("lines", "lines", Style.COUNT)),
                rows,
                List.of("total", BigDecimal.valueOf(summary.lines())))),
        List.of());
  }
}
