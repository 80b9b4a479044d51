package org.truecost.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.truecost.ingest.kafka.PublishOptions;
import org.truecost.ingest.kafka.PublishProgress;
import org.truecost.ingest.kafka.PublishSummary;
import org.truecost.ingest.kafka.PublishSummary.Fate;
import org.truecost.ingest.kafka.PublishSummary.FileFate;
import org.truecost.ingest.kafka.PublishSummary.SourceTotal;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;

/** What a publisher did, ready to be shown. */
final class PublishReport {
  /** JSON has all of them; a terminal should still show the table above. */
  private static final int FILES_SHOWN = 10;

  private PublishReport() {}

  /** Tables {@code sources} and, not on a terminal, {@code files}. */
  static Report of(PublishSummary summary, PublishOptions options, String bootstrap) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "publish");
    facts.put("bootstrap", bootstrap);
    facts.put("topic", options.topic());
    facts.put("ledger_topic", options.ledgerTopic());
    long blocks = summary.sources().stream().mapToLong(SourceTotal::blocks).sum();
    return new Report(
        blocks == 0
            ? "Nothing new to publish to " + options.topic() + "."
            : "Published to " + options.topic() + ": what is committed",
        facts,
        List.of(sources(summary), files(summary)),
        notes(summary));
  }

  /** How far it is, in one line. */
  static String progress(PublishProgress progress, long elapsedNanos) {
    long millis = Math.max(1, elapsedNanos / 1_000_000);
    return String.format(
        Locale.ROOT,
        "%s files  %,d lines  %,d lines/s  %.1f MB",
        // Followed files are never done.
        progress.files() == 0
            ? String.format(Locale.ROOT, "%,d", progress.allFiles())
            : String.format(Locale.ROOT, "%,d/%,d", progress.files(), progress.allFiles()),
        progress.lines(),
        progress.lines() * 1000 / millis,
        progress.bytes() / 1e6);
  }

  private static ReportTable sources(PublishSummary summary) {
    List<List<Object>> rows = new ArrayList<>();
    summary.sources().forEach(total -> rows.add(row(total)));
    return new ReportTable(
        "sources",
        "",
        List.of(
            new ReportColumn("source", "source", Style.TEXT),
            new ReportColumn("files", "files", Style.COUNT),
            new ReportColumn("skipped", "skipped", Style.COUNT),
            new ReportColumn("blocks", "blocks", Style.COUNT),
            new ReportColumn("lines", "lines", Style.COUNT),
            new ReportColumn("bytes", "bytes", Style.COUNT)),
        rows,
        row(
            summary.sources().stream()
                .reduce(new SourceTotal("total", 0, 0, 0, 0, 0), PublishReport::sum)));
  }

  private static SourceTotal sum(SourceTotal a, SourceTotal b) {
    return new SourceTotal(
        a.source(),
        a.files() + b.files(),
        a.skipped() + b.skipped(),
        a.blocks() + b.blocks(),
        a.lines() + b.lines(),
        a.bytes() + b.bytes());
  }

  private static List<Object> row(SourceTotal total) {
    return List.of(
        total.source(),
        BigDecimal.valueOf(total.files()),
        BigDecimal.valueOf(total.skipped()),
        BigDecimal.valueOf(total.blocks()),
        BigDecimal.valueOf(total.lines()),
        BigDecimal.valueOf(total.bytes()));
  }

  private static ReportTable files(PublishSummary summary) {
    List<List<Object>> rows = new ArrayList<>();
    for (FileFate file : summary.files()) {
      rows.add(List.of(file.file(), file.source(), file.fate().label(), file.of()));
    }
    summary.unmatched().forEach(file -> rows.add(List.of(file, "", "unmatched", "")));
    summary
        .unreadable()
        .forEach((file, reason) -> rows.add(List.of(file, "", "unreadable", reason)));
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

  private static List<String> notes(PublishSummary summary) {
    List<String> notes = new ArrayList<>();
    if (!summary.complete()) {
      notes.add("It was stopped before its end; run it again to go on.");
    }
    long known = summary.files().stream().filter(file -> file.fate() == Fate.KNOWN).count();
    if (known > 0) {
      notes.add(count(known, "file was", "files were") + " published before, under the same name.");
    }
    list(
        notes,
        summary.files().stream()
            .filter(file -> file.fate() == Fate.CONTINUED)
            .map(FileFate::file)
            .toList(),
        "file was",
        "files were",
        "published from where they ended before:");
    list(
        notes,
        summary.files().stream()
            .filter(file -> file.fate() == Fate.DUPLICATE)
            .map(file -> file.file() + " = " + file.of())
            .toList(),
        "file holds",
        "files hold",
        "what was published under another name, which counts once:");
    list(
        notes,
        summary.unmatched(),
        "file matches",
        "files match",
        "no source and was published by nobody; add it to `files:` of a source, or give --source:");
    list(
        notes,
        summary.unreadable().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .toList(),
        "input",
        "inputs",
        "could not be read:");
    return notes;
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
