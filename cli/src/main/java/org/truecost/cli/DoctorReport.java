package org.truecost.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.truecost.ingest.detect.FormatTrial;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.metering.doctor.Doctor;
import org.truecost.metering.doctor.SourceDiagnosis;
import org.truecost.metering.doctor.Support;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;

/** The answer of {@code truecost doctor} as tables. */
final class DoctorReport {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DoctorReport() {}

  static Report of(Doctor doctor) {
    List<String> notes = new ArrayList<>();
    notes.add(
        doctor.isFine()
            ? "Every file has a source and its format."
            : "Some files have no source, cannot be read or have another format.");
    return new Report(
        "What these logs can support",
        Map.of("fine", Boolean.toString(doctor.isFine())),
        List.of(
            sources(doctor), supports(doctor), warnings(doctor), examples(doctor), files(doctor)),
        notes);
  }

  private static ReportTable sources(Doctor doctor) {
    List<List<Object>> rows = new ArrayList<>();
    for (SourceDiagnosis source : doctor.sources()) {
      FormatTrial trial = source.trial();
      boolean seen = trial.accepted() > 0;
      rows.add(
          row(
              source.source().id(),
              count(source.files()),
              source.source().format().name(),
              count(trial.dataLines()),
              trial.dataLines() == 0
                  ? BigDecimal.ZERO
                  : BigDecimal.valueOf(trial.accepted())
                      .divide(BigDecimal.valueOf(trial.dataLines()), 6, RoundingMode.HALF_EVEN),
              rejects(trial),
              seen ? minute(trial.seen().firstMicros()) : "",
              seen ? minute(trial.seen().lastMicros()) : ""));
    }
    return new ReportTable(
        "sources",
        "Sources, by a sample of their files (times in UTC)",
        List.of(
            text("source", "Source"),
            new ReportColumn("files", "Files", Style.COUNT),
            text("format", "Format"),
            new ReportColumn("sampled_lines", "Lines", Style.COUNT),
            new ReportColumn("accepted", "Accepted", Style.SHARE),
            text("rejects", "Rejected for"),
            text("first_event", "From"),
            text("last_event", "To")),
        rows,
        null);
  }

  private static ReportTable supports(Doctor doctor) {
    List<List<Object>> rows = new ArrayList<>();
    for (SourceDiagnosis source : doctor.sources()) {
      for (Support support : source.supports()) {
        rows.add(
            row(
                source.source().id(),
                support.what(),
                support.verdict().label(),
                support.evidence(),
                support.remedy()));
      }
    }
    return new ReportTable(
        "supports",
        "What they support",
        List.of(
            text("source", "Source"),
            text("what", "What"),
            text("verdict", "Can it?"),
            text("evidence", "Seen"),
            text("switch_on", "What to switch on")),
        rows,
        null);
  }

  private static ReportTable warnings(Doctor doctor) {
    List<List<Object>> rows = new ArrayList<>();
    for (SourceDiagnosis source : doctor.sources()) {
      source.warnings().forEach(warning -> rows.add(row(source.source().id(), warning)));
    }
    return new ReportTable(
        "warnings",
        "To look at",
        List.of(text("source", "Source"), text("warning", "Warning")),
        rows,
        null);
  }

  private static ReportTable examples(Doctor doctor) {
    List<List<Object>> rows = new ArrayList<>();
    for (SourceDiagnosis source : doctor.sources()) {
      if (!source.example().isEmpty()) {
        rows.add(row(source.source().id(), source.example()));
      }
    }
    return new ReportTable(
        "rejected_examples",
        "A rejected line of each, without addresses and secrets",
        List.of(text("source", "Source"), text("line", "Line")),
        rows,
        null);
  }

  private static ReportTable files(Doctor doctor) {
    List<List<Object>> rows = new ArrayList<>();
    doctor.unmatched().forEach(file -> rows.add(row(file, "no source claims it")));
    doctor.unreadable().forEach((file, reason) -> rows.add(row(file, reason)));
    doctor
        .claimedTwice()
        .forEach(
            (file, ids) ->
                rows.add(row(file, "claimed by " + String.join(", ", ids) + "; the first has it")));
    return new ReportTable(
        "files",
        "Files to look at",
        List.of(text("file", "File"), text("problem", "Problem")),
        rows,
        null);
  }

  private static String rejects(FormatTrial trial) {
    return trial.rejects().entrySet().stream()
        .sorted(Map.Entry.<LineOutcome, Integer>comparingByValue().reversed())
        .limit(3)
        .map(reason -> reason.getKey().label() + " " + reason.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String minute(long micros) {
    return MINUTE.format(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)));
  }

  private static BigDecimal count(long number) {
    return BigDecimal.valueOf(number);
  }

  private static ReportColumn text(String name, String heading) {
    return new ReportColumn(name, heading, Style.TEXT);
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }
}
