package org.truecost.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.truecost.metering.RejectMeter;
import org.truecost.metering.RejectMeter.Fate;
import org.truecost.metering.replay.RejectReplay;
import org.truecost.reports.Rejects;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost rejects replay}. */
@Command(
    name = "replay",
    header = "Meter rejected lines again, after a fix.",
    description = {
      "Reads the kept lines again by the present configuration. Those that count by now change the"
          + " tables by one commit, as if they had never been rejected; the others stay.",
      "Nothing else may write into the data directory meanwhile."
    })
final class RejectsReplayCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private RejectFilter which;
  @Mixin private MeteringOptions metering;
  @Mixin private KeysOption keys;
  @Mixin private DataOption data;

  @Option(
      names = "--unknown-as",
      paramLabel = "ID",
      description =
          "The source of lines that came from Kafka without one. Blocks of truecost publish say"
              + " theirs themselves.")
  private String unknownAs;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    DataDirectory directory = data.open();
    RejectReplay.Options options =
        new RejectReplay.Options(
            metering.config(common),
            keys.of(data.path()),
            Optional.ofNullable(unknownAs),
            dryRun,
            Runtime.getRuntime().maxMemory());
    RejectReplay.Result result;
    if (dryRun) {
      result = replay(directory, Optional.empty(), options);
    } else {
      try (Lease lease = Lease.acquire(directory, "rejects replay")) {
        result = replay(directory, Optional.of(lease), options);
      }
    }
    output.write(report(result), common.out());
    boolean all = result.lines().stream().allMatch(each -> each.tally().verdict().fate().isRead());
    return all ? ExitCodes.OK : ExitCodes.PARTIAL;
  }

  private RejectReplay.Result replay(
      DataDirectory directory, Optional<Lease> lease, RejectReplay.Options options)
      throws IOException, SQLException {
    Commit head = directory.log().head();
    Rejects.Filter filter = which.filter();
    try (TrueCostDatabase database =
            TrueCostDatabase.open(directory, head, TrueCostDatabase.Access.RESTRICTED);
        RejectReplay replay =
            RejectReplay.start(
                options, directory, lease, head, Rejects.accounts(database.connection(), filter));
        ProgressDisplay display = ProgressDisplay.start(common, () -> "Reading rejected lines")) {
      Rejects.lines(database.connection(), filter, replay::row);
      return replay.finish();
    }
  }

  private Report report(RejectReplay.Result result) {
    Map<List<String>, long[]> read = new TreeMap<>(RejectsReplayCommand::compare);
    List<List<Object>> moved = new ArrayList<>();
    List<List<Object>> unread = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (RejectReplay.Counted each : result.lines()) {
      RejectReplay.Tally tally = each.tally();
      RejectMeter.Verdict verdict = tally.verdict();
      long[] sums = read.computeIfAbsent(List.of(tally.source(), tally.reason()), n -> new long[5]);
      sums[0] += each.lines();
      sums[place(verdict.fate())] += each.lines();
      BigDecimal lines = BigDecimal.valueOf(each.lines());
      if (!verdict.fate().isRead()) {
        unread.add(List.of(tally.source(), tally.reason(), verdict.fate().label(), lines));
        String advice = verdict.fate().label() + ": " + advice(verdict.fate());
        if (!notes.contains(advice)) {
          notes.add(advice);
        }
      } else if (place(verdict.fate()) == 2 || !verdict.source().equals(tally.source())) {
        String to = verdict.reason().isEmpty() ? verdict.fate().label() : verdict.reason();
        moved.add(List.of(tally.source(), tally.reason(), verdict.source(), to, lines));
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    long[] total = new long[5];
    read.forEach(
        (key, sums) -> {
          rows.add(row(key.get(0), key.get(1), sums));
          Arrays.setAll(total, i -> total[i] + sums[i]);
        });
    long changed = total[1] + total[2];
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "rejects replay");
    facts.put("dry_run", Boolean.toString(dryRun));
    result.commit().ifPresent(made -> facts.put("commit", Long.toString(made.sequence())));
    result.commit().ifPresent(made -> facts.put("run_id", result.runId()));
    String title =
        dryRun
            ? "Would change "
                + changed
                + " rejected lines in "
                + data.path()
                + "; nothing was changed"
            : result
                .commit()
                .map(
                    made ->
                        "Metered rejected lines of "
                            + data.path()
                            + " again, commit "
                            + made.sequence())
                .orElse("Nothing to change in " + data.path());
    return new Report(
        title,
        facts,
        List.of(
            new ReportTable(
                "replay",
                "",
                List.of(
                    new ReportColumn("source", "source", Style.TEXT),
                    new ReportColumn("reason", "reason", Style.TEXT),
                    new ReportColumn("lines", "lines", Style.COUNT),
                    new ReportColumn("counted", dryRun ? "would count" : "counted", Style.COUNT),
                    new ReportColumn("moved", "other fate", Style.COUNT),
                    new ReportColumn("again", "rejected again", Style.COUNT),
                    new ReportColumn("not_readable", "not readable", Style.COUNT)),
                rows,
                rows.isEmpty() ? null : row("total", "", total)),
            new ReportTable(
                "moved",
                "Another fate, or another source:",
                List.of(
                    new ReportColumn("source", "source", Style.TEXT),
                    new ReportColumn("reason", "reason", Style.TEXT),
                    new ReportColumn("new_source", "new source", Style.TEXT),
                    new ReportColumn("new_fate", "new fate", Style.TEXT),
                    new ReportColumn("lines", "lines", Style.COUNT)),
                moved,
                null),
            new ReportTable(
                "not_readable",
                "Cannot be read again from the table:",
                List.of(
                    new ReportColumn("source", "source", Style.TEXT),
                    new ReportColumn("reason", "reason", Style.TEXT),
                    new ReportColumn("why", "why", Style.TEXT),
                    new ReportColumn("lines", "lines", Style.COUNT)),
                unread,
                null)),
        notes);
  }

  private static int place(Fate fate) {
    return switch (fate) {
      case COUNTED -> 1;
      case DIRECTIVE, BLANK, MOVED -> 2;
      case AGAIN -> 3;
      default -> 4;
    };
  }

  private static List<Object> row(String source, String reason, long[] sums) {
    List<Object> row = new ArrayList<>(List.of(source, reason));
    for (long sum : sums) {
      row.add(BigDecimal.valueOf(sum));
    }
    return row;
  }

  private static int compare(List<String> one, List<String> other) {
    int bySource = one.get(0).compareTo(other.get(0));
    return bySource != 0 ? bySource : one.get(1).compareTo(other.get(1));
  }

  /** What to do instead. */
  private static String advice(Fate why) {
    String restate =
        "; truecost replay LOGS --force FILE meters the file's whole batch again, if you have it.";
    return switch (why) {
      case NOT_KEPT -> "only the first 1,000 lines of a file and reason are kept" + restate;
      case CUT -> "only the first 2,048 bytes of a line are kept" + restate;
      case REDACTED -> "the line held a secret, and not in its query" + restate;
      case NOT_TEXT -> "the line held bytes that are no UTF-8" + restate;
      case HEADER_NOT_KEPT ->
          "its #Fields line was not kept (longer than 2,048 bytes, or of an older version)"
              + restate;
      case NO_LINE ->
          "damage of a file, or a record that is no block of lines; replay or publish a whole copy"
              + " of the file.";
      case UNKNOWN_SOURCE ->
          "the configuration has no source for it; add the source, or name it with --unknown-as"
              + " ID.";
      case METERED_SINCE ->
          "its file was metered from disk since, as its source's; it must not count twice.";
      case NO_ACCOUNT ->
          "the ledger does not account for it as rejected; this is a bug, please report it.";
      default -> throw new IllegalArgumentException(why + " can be read");
    };
  }
}
