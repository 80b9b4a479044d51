package org.truecost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.truecost.metering.replay.Replay;
import org.truecost.reports.TrueCostOptions;
import org.truecost.reports.render.JsonRenderer;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportTable;
import org.truecost.reports.render.TextRenderer;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost demo}. */
@Command(
    name = "demo",
    header = "Replay the sample month and show its true cost.",
    description =
        "Reads the invented logs that come with Truecost into a fresh data directory, and says what"
            + " to try next.")
final class DemoCommand implements Callable<Integer> {
  private static final YearMonth MONTH = YearMonth.of(2026, 10);

  /** Fixed, so that the demo shows the same numbers for ever. */
  private static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");

  /** Fits on a screen with its total. */
  private static final int ROWS = 20;

  @Mixin private CommonOptions common;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "A data directory that is new or empty. Default: one below target/ that each demo makes"
              + " anew.")
  private Path out;

  @Option(names = "--json", order = 80, description = "JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Path logs = Home.directory().resolve("sample-logs");
    if (!Files.isDirectory(logs)) {
      throw new CommandException(
          ExitCodes.FAILED, "There are no sample logs at " + logs.toAbsolutePath() + ".");
    }
    Path data = out == null ? freshDirectory() : requireFresh(out);
    common.note("Replaying " + logs + " into " + data);
    Replay.Options options =
        Replay.Options.of(
            List.of(logs), MeteringOptions.config(common, null, "default"), data, AS_OF);
    ReplayRun run = ReplayRun.of(common, options);
    Report summary = ReplaySummary.of(run, options);
    Report cost =
        TrueCostReportCommand.report(common, null, data, List.of(MONTH), TrueCostOptions.DEFAULT);
    if (json) {
      JsonRenderer.write(both(summary, cost), common.out());
    } else {
      TextRenderer.write(summary, common.out());
      common.out().println();
      TextRenderer.write(cost.folded(ROWS), common.out());
      sayWhatNext(data);
    }
    return run.exitCode();
  }

  private static Report both(Report summary, Report cost) {
    Map<String, String> facts = new LinkedHashMap<>(summary.facts());
    facts.putAll(cost.facts());
    facts.put("report", "demo");
    List<ReportTable> tables = new ArrayList<>(summary.tables());
    tables.addAll(cost.tables());
    List<String> notes = new ArrayList<>(summary.notes());
    notes.addAll(cost.notes());
    return new Report(cost.title(), facts, tables, notes);
  }

  private void sayWhatNext(Path data) {
    if (common.quiet()) {
      return;
    }
    PrintWriter out = common.out();
    String command = Home.command();
    out.println();
    out.println("The data lies in " + data + ". Try next:");
    out.println(
        "  " + command + " report true-cost --data " + data + " --month 2026-10 --by registry");
    out.println(
        "  "
            + command
            + " sql \"SELECT registry, package_name, sum(downloads) AS downloads FROM downloads"
            + " GROUP BY ALL ORDER BY 3 DESC LIMIT 10\" --data "
            + data);
    out.println("  " + command + " replay YOUR-LOGS --sources YOUR-SOURCES.yaml --out data");
  }

  private static Path requireFresh(Path directory) throws IOException, CommandException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> content = Files.list(directory)) {
        if (content.findAny().isPresent()) {
          throw new CommandException(
              ExitCodes.DATA_DIRECTORY,
              directory + " is not empty; the demo wants a new or an empty directory.");
        }
      }
    }
    return directory;
  }

  /** The demo's own place, without what an earlier demo left. */
  private static Path freshDirectory() throws IOException {
    if (!Files.isWritable(Home.directory())) {
      return Files.createTempDirectory("truecost-demo-").resolve("data");
    }
    Path target = Files.createDirectories(Home.directory().resolve("target"));
    Path data = target.resolve("demo-data");
    if (Files.isDirectory(data)) {
      // Moved first: a removal that is cut short must not leave half a data directory there.
      Path old = Files.createTempDirectory(target, "demo-data-old-").resolve("data");
      try (Lease lease = Lease.acquire(DataDirectory.open(data), "demo")) {
        Files.move(data, old);
      }
      delete(old.getParent());
    }
    return data;
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
