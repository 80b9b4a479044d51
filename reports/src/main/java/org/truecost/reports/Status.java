package org.truecost.reports;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.truecost.completeness.DayState;
import org.truecost.completeness.DayVerdict;
import org.truecost.completeness.Thresholds;
import org.truecost.source.Expectation;
import org.truecost.tables.PartitionLag;

/**
 * How complete the sources are, by UTC day.
 *
 * @param asOf the time that counts as now
 * @param from first day shown
 * @param to last day shown
 * @param days by source and day
 * @param sources all sources that are configured or were seen
 * @param lag of Kafka's partitions, if it was asked
 * @param thresholds what days were held against
 */
public record Status(
    Instant asOf,
    LocalDate from,
    LocalDate to,
    List<Day> days,
    List<SourceStatus> sources,
    Optional<List<PartitionLag>> lag,
    Thresholds thresholds) {

  /** What a day can be warned of; the names stand in reports. */
  public enum Warning {
    REQUESTS,
    REJECTED,
    DUPLICATE,
    UNKNOWN_CLASS,
    UNATTRIBUTED,
    DELAY,
    LAG;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A day of a source.
   *
   * @param files files whose lines lie on it; null if lines come without files
   * @param requests by event time
   * @param readerLag records at most that are not metered yet and may hold lines of it; null if
   *     that was not asked, or the source does not come by Kafka
   * @param arrivals lines of the files, or pushed records, that began on this day
   * @param unknownClass share of the bytes that is of an unknown traffic class; null without bytes
   * @param unattributed share of the bytes that belongs to no organization; null without bytes
   */
  public record Day(
      String source,
      LocalDate day,
      DayVerdict verdict,
      Integer files,
      BigDecimal requests,
      Long readerLag,
      Arrivals arrivals,
      BigDecimal unknownClass,
      BigDecimal unattributed,
      List<Warning> warnings) {
    public Day {
      requireNonNull(source, "source");
      requireNonNull(day, "day");
      requireNonNull(verdict, "verdict");
      requireNonNull(arrivals, "arrivals");
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What became of lines, by the ledger, and how late they came.
   *
   * @param knownDelays lines of which the delay is known
   * @param medianMicros upper bound of half the delays; null if none is known
   * @param highMicros upper bound of 99 of 100 delays; null if none is known
   * @param longestMicros the longest delay; null if none is known
   */
  public record Arrivals(
      long physicalLines,
      long rejected,
      long duplicate,
      long knownDelays,
      Long medianMicros,
      Long highMicros,
      Long longestMicros) {
    static final Arrivals NONE = new Arrivals(0, 0, 0, 0, null, null, null);
  }

  /**
   * A source.
   *
   * @param configured whether the configuration has it
   * @param expectation what the operator declared
   * @param firstDay the day of its first line; null if it was never seen
   * @param lastLine time of its newest line; null if none counted
   */
  public record SourceStatus(
      String source,
      boolean configured,
      Optional<Expectation> expectation,
      LocalDate firstDay,
      Instant lastLine) {
    boolean seen() {
      return firstDay != null;
    }
  }

  public Status {
    days = List.copyOf(days);
    sources = List.copyOf(sources);
    lag = lag.map(List::copyOf);
  }

  /**
   * Whether somebody should look: a day has a gap or a warning, a source that declares when its
   * files come was never seen, or Kafka dropped records or lets them wait.
   */
  public boolean needsAttention() {
    return days.stream()
            .anyMatch(day -> day.verdict().state() == DayState.GAP || !day.warnings().isEmpty())
        || sources.stream().anyMatch(Status::isMissed)
        || lag.orElse(List.of()).stream()
            .anyMatch(partition -> !partition.dropped().isEmpty() || isLate(partition));
  }

  static boolean isMissed(SourceStatus source) {
    return !source.seen() && source.expectation().isPresent();
  }

  /** Whether a record of {@code partition} has waited too long. */
  boolean isLate(PartitionLag partition) {
    return partition.oldestUnmetered() != null
        && partition.oldestUnmetered().plus(thresholds.lag()).isBefore(asOf);
  }

  long count(String source, DayState state) {
    return days.stream()
        .filter(day -> day.source().equals(source) && day.verdict().state() == state)
        .count();
  }
}
