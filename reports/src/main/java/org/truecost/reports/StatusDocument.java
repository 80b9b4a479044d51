package org.truecost.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.truecost.completeness.DayState;
import org.truecost.completeness.DayVerdict;
import org.truecost.reports.Status.Day;
import org.truecost.reports.Status.SourceStatus;
import org.truecost.reports.Status.Warning;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.source.Expectation;
import org.truecost.tables.PartitionLag;
import org.truecost.tables.PartitionLag.Offsets;

/** A status ready to be shown: days, sources and, if it was asked, Kafka's partitions. */
public final class StatusDocument {
  private static final List<ReportColumn> DAYS =
      List.of(
          new ReportColumn("source", "source", Style.TEXT),
          new ReportColumn("day", "day", Style.TEXT),
          new ReportColumn("state", "state", Style.TEXT),
          new ReportColumn("basis", "basis", Style.TEXT),
          new ReportColumn("expected_files", "expected", Style.COUNT),
          new ReportColumn("seen_files", "seen", Style.COUNT),
          new ReportColumn("missing_files", "missing", Style.COUNT),
          new ReportColumn("empty_hours", "empty h", Style.COUNT),
          new ReportColumn("unusual_empty_hours", "unusual", Style.COUNT),
          new ReportColumn("requests", "requests", Style.COUNT),
          new ReportColumn("request_ratio", "ratio", Style.SHARE),
          new ReportColumn("habit_weeks", "weeks", Style.COUNT),
          new ReportColumn("reader_lag", "lag", Style.COUNT),
          new ReportColumn("known_delays", "known delays", Style.COUNT, false),
          new ReportColumn("delay_p50_seconds", "p50 s", Style.COUNT),
          new ReportColumn("delay_p99_seconds", "p99 s", Style.COUNT),
          new ReportColumn("delay_longest_seconds", "max s", Style.COUNT),
          new ReportColumn("physical_lines", "lines", Style.COUNT, false),
          new ReportColumn("rejected", "rejected", Style.COUNT),
          new ReportColumn("duplicate", "dupl.", Style.COUNT),
          new ReportColumn("unknown_class_share", "unknown", Style.SHARE),
          new ReportColumn("unattributed_share", "unattr.", Style.SHARE),
          new ReportColumn("warnings", "warnings", Style.TEXT));
  private static final List<ReportColumn> SOURCES =
      List.of(
          new ReportColumn("source", "source", Style.TEXT),
          new ReportColumn("expect", "expect", Style.TEXT),
          new ReportColumn("first_day", "first day", Style.TEXT),
          new ReportColumn("last_event_time", "newest line", Style.TEXT),
          new ReportColumn("open", "open", Style.COUNT),
          new ReportColumn("settling", "settling", Style.COUNT),
          new ReportColumn("complete", "complete", Style.COUNT),
          new ReportColumn("gap", "gap", Style.COUNT),
          new ReportColumn("attention", "attention", Style.TEXT));
  private static final List<ReportColumn> PARTITIONS =
      List.of(
          new ReportColumn("topic", "topic", Style.TEXT),
          new ReportColumn("partition", "partition", Style.COUNT),
          new ReportColumn("metered_to", "metered to", Style.COUNT),
          new ReportColumn("end_offset", "end", Style.COUNT),
          new ReportColumn("unmetered_records", "not metered", Style.COUNT),
          new ReportColumn("newest_metered", "newest metered", Style.TEXT),
          new ReportColumn("oldest_unmetered", "oldest not metered", Style.TEXT),
          new ReportColumn("dropped_offsets", "dropped", Style.TEXT),
          new ReportColumn("attention", "attention", Style.TEXT));

  private StatusDocument() {}

  /** Tables {@code days} (the answer), {@code sources} and {@code partitions}. */
  public static Report of(Status status) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "status");
    facts.put("as_of", status.asOf().toString());
    facts.put("from", status.from().toString());
    facts.put("to", status.to().toString());
    facts.put("reader_lag", status.lag().isPresent() ? "asked" : "not asked");
    facts.put("attention", Boolean.toString(status.needsAttention()));
    List<ReportTable> tables = new ArrayList<>();
    tables.add(
        new ReportTable(
            "days", "", DAYS, status.days().stream().map(StatusDocument::row).toList(), null));
    tables.add(
        new ReportTable(
            "sources",
            "Sources, and how many of these days they have of each kind:",
            SOURCES,
            status.sources().stream().map(source -> row(source, status)).toList(),
            null));
    status
        .lag()
        .ifPresent(
            lag ->
                tables.add(
                    new ReportTable(
                        "partitions",
                        "Kafka:",
                        PARTITIONS,
                        lag.stream().map(partition -> row(partition, status)).toList(),
                        null)));
    return new Report(
        "Status as of "
            + status.asOf()
            + ", days "
            + status.from()
            + " to "
            + status.to()
            + ", UTC",
        facts,
        tables,
        notes(status));
  }

  private static List<Object> row(Day day) {
    DayVerdict verdict = day.verdict();
    Status.Arrivals arrivals = day.arrivals();
    return Arrays.asList(
        day.source(),
        day.day().toString(),
        verdict.state().label(),
        verdict.basis().label(),
        number(verdict.expectedFiles()),
        number(day.files()),
        number(verdict.missingFiles()),
        number(verdict.emptyHours()),
        number(verdict.unusualHours()),
        day.requests(),
        verdict.ratio(),
        number(verdict.habitWeeks()),
        number(day.readerLag()),
        number(arrivals.knownDelays()),
        seconds(arrivals.medianMicros()),
        seconds(arrivals.highMicros()),
        seconds(arrivals.longestMicros()),
        number(arrivals.physicalLines()),
        number(arrivals.rejected()),
        number(arrivals.duplicate()),
        day.unknownClass(),
        day.unattributed(),
        day.warnings().stream().map(Warning::label).collect(Collectors.joining(", ")));
  }

  private static List<Object> row(SourceStatus source, Status status) {
    List<Object> row =
        new ArrayList<>(
            Arrays.asList(
                source.source(),
                source.expectation().map(StatusDocument::text).orElse("not declared"),
                source.firstDay() == null ? null : source.firstDay().toString(),
                text(source.lastLine())));
    for (DayState state : DayState.values()) {
      row.add(BigDecimal.valueOf(status.count(source.source(), state)));
    }
    row.add(attention(source));
    return row;
  }

  private static String attention(SourceStatus source) {
    return !source.seen() ? "never seen" : source.configured() ? "" : "not configured";
  }

  private static List<Object> row(PartitionLag partition, Status status) {
    return Arrays.asList(
        partition.topic(),
        number(partition.partition()),
        partition.meteredTo() < 0 ? null : number(partition.meteredTo()),
        number(partition.end()),
        number(partition.unmetered()),
        text(partition.newestMetered()),
        text(partition.oldestUnmetered()),
        partition.dropped().stream().map(Offsets::toString).collect(Collectors.joining(", ")),
        partition.dropped().isEmpty()
            ? status.isLate(partition) ? "lag" : ""
            : "gap: dropped before it was metered");
  }

  private static List<String> notes(Status status) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "basis: declared by expect:, by habit of so many weeks of the same weekday, or none, which"
            + " asks for a line in every hour.");
    if (status.days().stream().anyMatch(day -> day.arrivals().knownDelays() > 0)) {
      notes.add(
          "p50 and p99 are upper bounds of arrival delays, max is exact; of lines that came by Kafka.");
    } else {
      notes.add("Arrival delays are not known: replayed files do not tell when they arrived.");
    }
    Optional<List<PartitionLag>> lag = status.lag();
    if (lag.isEmpty()) {
      notes.add("Reader lag: not asked (--bootstrap asks Kafka).");
    } else if (lag.get().isEmpty()) {
      notes.add("Nothing that this cluster has was metered; --topic names what should be.");
    }
    return notes;
  }

  private static String text(Expectation expectation) {
    return "every " + expectation.every() + " within " + expectation.within();
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static BigDecimal number(Integer number) {
    return number == null ? null : BigDecimal.valueOf(number);
  }

  private static BigDecimal number(Long number) {
    return number == null ? null : BigDecimal.valueOf(number);
  }

  /** Seconds with as many places as they have. */
  private static BigDecimal seconds(Long micros) {
    if (micros == null) {
      return null;
    }
    BigDecimal seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
