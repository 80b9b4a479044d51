package org.truecost.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.RunLineage;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.ReplayPlan;
import org.truecost.metering.replay.ReplayPlan.Earlier;
import org.truecost.metering.replay.ReplayPlan.RenewedFile;
import org.truecost.reports.LineFates;
import org.truecost.reports.LineFates.RejectedLines;
import org.truecost.reports.LineFates.SourceFates;
import org.truecost.reports.MeteredOtherwise;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;

/**
 * What a replay did, ready to be shown: the fate of every line, and files that were not metered.
 */
final class ReplaySummary {
  /** JSON has all of them; a terminal should still show the table above. */
  private static final int FILES_SHOWN = 10;

  private ReplaySummary() {}

  /** Tables {@code fates}, {@code rejects} and, not on a terminal, {@code files}. */
  static Report of(ReplayRun run, Replay.Options options) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "replay");
    facts.put("run_id", run.result().runId());
    facts.put("data", options.directory().toAbsolutePath().normalize().toString());
    facts.put("as_of", options.asOf().toString());
    facts.put(
        "commit",
        run.result().commit().map(commit -> Long.toString(commit.sequence())).orElse("none"));
    LineFates fates = run.fates().orElse(LineFates.NONE);
    return new Report(
        title(run, options),
        facts,
        List.of(fates(fates), rejects(fates), files(run, fates), otherwise(run)),
        notes(run));
  }

  private static String title(ReplayRun run, Replay.Options options) {
    if (run.fates().isEmpty()) {
      return "Nothing new to replay into " + options.directory() + ": no commit was made.";
    }
    return "Replayed into "
        + options.directory()
        + ", commit "
        + run.result().commit().orElseThrow().sequence()
        + ": the fate of every line";
  }

  private static ReportTable fates(LineFates fates) {
    List<List<Object>> rows = new ArrayList<>();
    fates.sources().forEach(source -> rows.add(row(source)));
    return new ReportTable(
        "fates",
        "",
        List.of(
            new ReportColumn("source", "source", Style.TEXT),
            new ReportColumn("files", "files", Style.COUNT),
            new ReportColumn("physical_lines", "lines", Style.COUNT),
            new ReportColumn("directives", "directives", Style.COUNT),
            new ReportColumn("blank", "blank", Style.COUNT),
            new ReportColumn("counted", "counted", Style.COUNT),
            new ReportColumn("duplicate", "duplicate", Style.COUNT),
            new ReportColumn("rejected", "rejected", Style.COUNT),
            new ReportColumn("set_aside", "set aside", Style.COUNT),
            new ReportColumn("bytes_sent", "bytes", Style.COUNT, false),
            new ReportColumn("gb", "GB", Style.GIGABYTES)),
        rows,
        row(fates.total()));
  }

  private static List<Object> row(SourceFates fates) {
    return Arrays.asList(
        fates.source(),
        fates.files(),
        fates.physicalLines(),
        fates.directives(),
        fates.blank(),
        fates.counted(),
        fates.duplicate(),
        fates.rejected(),
        fates.setAside(),
        fates.bytesSent(),
        fates.bytesSent().movePointLeft(9));
  }

  private static ReportTable rejects(LineFates fates) {
    List<List<Object>> rows = new ArrayList<>();
    for (RejectedLines reject : fates.rejects()) {
      rows.add(List.of(reject.source(), reject.reason(), reject.lines()));
    }
    return new ReportTable(
        "rejects",
        "Rejected lines",
        List.of(
            new ReportColumn("source", "source", Style.TEXT),
            new ReportColumn("reason", "reason", Style.TEXT),
            new ReportColumn("lines", "lines", Style.COUNT)),
        rows,
        null);
  }

  private static ReportTable files(ReplayRun run, LineFates fates) {
    ReplayPlan plan = run.plan();
    List<List<Object>> rows = new ArrayList<>();
    for (PlannedFile file : plan.files()) {
      if (file.fate() != PlannedFile.Fate.COUNTED) {
        rows.add(List.of(file.file(), file.source(), file.fate().label(), ""));
      }
    }
    fates
        .damaged()
        .forEach(file -> rows.add(List.of(file.file(), file.source(), "damaged", file.reason())));
    run.result().unfinished().forEach(file -> rows.add(List.of(file, "", "unfinished", "")));
    plan.known().forEach(file -> rows.add(List.of(file, "", "known", "")));
    plan.undecided().forEach((file, reason) -> rows.add(List.of(file, "", "undecided", reason)));
    plan.renewed()
        .forEach(file -> rows.add(List.of(file.file(), file.source(), "renewed", earlier(file))));
    plan.unmatched().forEach(file -> rows.add(List.of(file, "", "unmatched", "")));
    plan.unreadable().forEach((file, reason) -> rows.add(List.of(file, "", "unreadable", reason)));
    return new ReportTable(
        "files",
        "",
        List.of(
            new ReportColumn("file", "file", Style.TEXT, false),
            new ReportColumn("source", "source", Style.TEXT, false),
            new ReportColumn("fate", "fate", Style.TEXT, false),
            new ReportColumn("reason", "reason", Style.TEXT, false)),
        rows,
        null);
  }

  private static ReportTable otherwise(ReplayRun run) {
    List<List<Object>> rows = new ArrayList<>();
    for (MeteredOtherwise batch : run.otherwise()) {
      rows.add(List.of(batch.batchId(), batch.definitionVersion(), batch.catalogDigest()));
    }
    return new ReportTable(
        "metered_otherwise",
        "",
        List.of(
            new ReportColumn("batch_id", "batch", Style.TEXT, false),
            new ReportColumn("definition_version", "definition", Style.TEXT, false),
            new ReportColumn("catalog_digest", "configuration", Style.TEXT, false)),
        rows,
        null);
  }

  private static List<String> notes(ReplayRun run) {
    List<String> notes = new ArrayList<>();
    run.fates().ifPresent(fates -> notes.add(balance(fates)));
    ReplayPlan plan = run.plan();
    if (!plan.known().isEmpty()) {
      notes.add(
          count(plan.known().size(), "file was", "files were")
              + " metered before, under the same name: nothing was left to do.");
    }
    RunLineage lineage = run.result().lineage();
    list(
        notes,
        run.otherwise().stream()
            .filter(batch -> !batch.definitionVersion().equals(lineage.definitionVersion()))
            .map(batch -> batch.batchId() + ": " + batch.definitionVersion())
            .toList(),
        "batch was",
        "batches were",
        "metered under another definition of a download than "
            + lineage.definitionVersion()
            + ", and their downloads do not add up to anything. --force FILE of a batch restates"
            + " it under this one:");
    list(
        notes,
        run.otherwise().stream()
            .filter(batch -> batch.definitionVersion().equals(lineage.definitionVersion()))
            .map(MeteredOtherwise::batchId)
            .distinct()
            .toList(),
        "batch of these files was",
        "batches of these files were",
        "metered under another configuration of sources, organizations, traffic or downloads."
            + " --force FILE of a batch restates it under this one:");
    list(
        notes,
        plan.files().stream()
            .filter(file -> file.fate() == PlannedFile.Fate.DUPLICATE)
            .map(PlannedFile::file)
            .toList(),
        "file holds",
        "files hold",
        "the same lines as another file, which counts once:");
    list(
        notes,
        plan.files().stream()
            .filter(file -> file.fate() == PlannedFile.Fate.SET_ASIDE)
            .map(file -> file.file() + " (source " + file.source() + ")")
            .toList(),
        "file was",
        "files were",
        "set aside: most of its lines are not in the format of its source. Correct `format:`, then"
            + " replay it with --force:");
    list(
        notes,
        run.fates().orElse(LineFates.NONE).damaged().stream()
            .map(file -> file.file() + " (source " + file.source() + "): " + file.reason())
            .toList(),
        "file is",
        "files are",
        "damaged: its lines up to the damage count, the rest is lost. Fetch it again and replay"
            + " it; it goes on from there:");
    list(
        notes,
        run.result().unfinished(),
        "file ends",
        "files end",
        "in the middle of a line, which is counted nowhere yet. Replay it again when it has"
            + " grown:");
    list(
        notes,
        plan.undecided().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .toList(),
        "file was",
        "files were",
        "not metered, lest lines count twice: it may be an older copy of a log that has grown:");
    renewed(
        notes,
        plan,
        Earlier.REPLACED,
        "the name of a metered file but other content. Both contents now count. If the new one"
            + " replaces the earlier, --force FILE restates its batch without the earlier:");
    renewed(
        notes,
        plan,
        Earlier.ROTATED,
        "the name of a metered file but content of another day, as logs that are rotated. Both"
            + " contents count:");
    renewed(notes, plan, Earlier.DROPPED, "replaced its earlier content, which no longer counts:");
    list(
        notes,
        plan.unmatched(),
        "file matches",
        "files match",
        "no source and was metered by nobody; add it to `files:` of a source, or give --source:");
    list(
        notes,
        plan.unreadable().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .toList(),
        "input",
        "inputs",
        "could not be read:");
    return notes;
  }

  private static void renewed(List<String> notes, ReplayPlan plan, Earlier what, String sentence) {
    boolean forced = what == Earlier.DROPPED;
    list(
        notes,
        plan.renewed().stream()
            .filter(file -> file.what() == what)
            .map(file -> file.file() + " (source " + file.source() + "): " + earlier(file))
            .toList(),
        forced ? "forced file has" : "file has",
        forced ? "forced files have" : "files have",
        sentence);
  }

  private static String earlier(RenewedFile file) {
    return String.format(
        Locale.ROOT,
        "earlier content %s: %s in batch %s",
        file.what().label(),
        count(file.lines(), "line", "lines"),
        file.batchId());
  }

  private static String balance(LineFates fates) {
    SourceFates total = fates.total();
    if (!fates.holds()) {
      return "ERROR: the fates do not add up, or the tables disagree; this is a bug. Files: "
          + String.join(", ", fates.unbalanced());
    }
    return String.format(
        Locale.ROOT,
        "Every line has one fate: %,d lines = %,d directives + %,d blank + %,d counted"
            + " + %,d duplicate + %,d rejected + %,d set aside.",
        total.physicalLines().toBigIntegerExact(),
        total.directives().toBigIntegerExact(),
        total.blank().toBigIntegerExact(),
        total.counted().toBigIntegerExact(),
        total.duplicate().toBigIntegerExact(),
        total.rejected().toBigIntegerExact(),
        total.setAside().toBigIntegerExact());
  }

  private static void list(
      List<String> notes, List<String> files, String one, String many, String what) {
    if (files.isEmpty()) {
      return;
    }
    notes.add(count(files.size(), one, many) + " " + what);
    files.stream().limit(FILES_SHOWN).forEach(file -> notes.add("  " + file));
    if (files.size() > FILES_SHOWN) {
      notes.add("  and " + (files.size() - FILES_SHOWN) + " more; --json lists all.");
    }
  }

  private static String count(long n, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
  }
}
