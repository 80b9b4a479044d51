package org.truecost.completeness;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import org.truecost.source.Expectation;

/** Judges days. The same facts and the same {@code asOf} give the same word. */
public final class Completeness {
  private static final int HOURS = 24;

  /** Places of a ratio. */
  private static final int PLACES = 4;

  private Completeness() {}

  /**
   * Judges a day of a source.
   *
   * @param day which one
   * @param days what came on each day of the source, those before {@code day} too; a day that is
   *     missing had nothing
   * @param expectation what the operator declared
   * @param oldestUnmetered time of the oldest record that may hold lines of the source and is not
   *     metered yet, if that was asked and there is one
   * @param asOf now
   */
  public static DayVerdict judge(
      LocalDate day,
      NavigableMap<LocalDate, SourceDay> days,
      Optional<Expectation> expectation,
      Optional<Instant> oldestUnmetered,
      Instant asOf,
      Thresholds thresholds) {
    SourceDay came = days.getOrDefault(day, SourceDay.empty(day));
    Habit habit = Habit.of(day, days, thresholds.habitWeeks());
    boolean hasHabit = habit.weeks() >= thresholds.leastHabitWeeks();
    DayState state = ended(day, expectation, oldestUnmetered, asOf, thresholds);
    boolean open = state == DayState.OPEN;

    BitSet empty = new BitSet();
    empty.set(0, endedHours(day, asOf));
    empty.andNot(came.filledHours());
    if (days.headMap(day, false).isEmpty()) {
      // The source began within its first day: what was before that is missing from nowhere.
      empty.clear(0, Math.max(0, came.filledHours().nextSetBit(0)));
    }
    BitSet unusual = (BitSet) empty.clone();
    unusual.and(habit.usualHours());
    OptionalInt expected = expectation.map(ExpectedFiles::on).orElse(OptionalInt.empty());
    OptionalInt missing =
        expectation.map(e -> ExpectedFiles.missing(e, came)).orElse(OptionalInt.empty());
    Basis basis = expected.isPresent() ? Basis.DECLARED : hasHabit ? Basis.HABIT : Basis.NONE;
    if (state == DayState.COMPLETE) {
      boolean files = missing.orElse(0) > thresholds.missingFiles();
      boolean hours =
          hasHabit
              ? unusual.cardinality() > thresholds.emptyHours()
              : basis == Basis.NONE && empty.cardinality() > thresholds.emptyHours();
      state = files || hours ? DayState.GAP : DayState.COMPLETE;
    }
    return new DayVerdict(
        state,
        basis,
        expected.isPresent() ? expected.getAsInt() : null,
        missing.isPresent() && !open ? missing.getAsInt() : null,
        empty.cardinality(),
        hasHabit ? unusual.cardinality() : null,
        open ? null : ratio(came.requests(), habit.medianRequests()),
        habit.weeks());
  }

  /** When nothing that comes in time can still be on its way. */
  public static Instant settledAt(
      LocalDate day, Optional<Expectation> expectation, Thresholds thresholds) {
    Duration within = expectation.map(Expectation::within).orElse(thresholds.settle());
    return end(day).plus(within);
  }

  private static DayState ended(
      LocalDate day,
      Optional<Expectation> expectation,
      Optional<Instant> oldestUnmetered,
      Instant asOf,
      Thresholds thresholds) {
    if (asOf.isBefore(end(day))) {
      return DayState.OPEN;
    }
    Instant settled = settledAt(day, expectation, thresholds);
    boolean waits = oldestUnmetered.isPresent() && oldestUnmetered.get().isBefore(settled);
    return asOf.isBefore(settled) || waits ? DayState.SETTLING : DayState.COMPLETE;
  }

  private static Instant end(LocalDate day) {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static int endedHours(LocalDate day, Instant asOf) {
    long hours = Duration.between(day.atStartOfDay(ZoneOffset.UTC).toInstant(), asOf).toHours();
    return (int) Math.max(0, Math.min(HOURS, hours));
  }

  private static BigDecimal ratio(BigDecimal requests, BigDecimal median) {
    return median == null || median.signum() == 0
        ? null
        : requests.divide(median, PLACES, RoundingMode.HALF_EVEN);
  }
}
