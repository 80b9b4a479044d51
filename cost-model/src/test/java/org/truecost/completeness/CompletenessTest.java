package org.truecost.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.truecost.source.Expectation;

class CompletenessTest {
  private static final LocalDate DAY = LocalDate.parse("2026-10-14");
  private static final Instant LATER = Instant.parse("2026-11-01T00:00:00Z");
  private static final Optional<Expectation> HOURLY = every("PT1H", "PT6H");
  private static final Optional<Expectation> NOTHING = Optional.empty();

  private final NavigableMap<LocalDate, SourceDay> days = new TreeMap<>();

  @Test
  void aDayIsOpenUntilItsEnd() {
    come(DAY, 24, 24);

    assertThat(state(HOURLY, "2026-10-14T23:59:59.999Z")).isEqualTo(DayState.OPEN);
    assertThat(state(HOURLY, "2026-10-15T00:00:00Z")).isEqualTo(DayState.SETTLING);
  }

  @Test
  void anEndedDaySettlesForAsLongAsItsLastFileMayTake() {
    come(DAY, 24, 23);

    assertThat(state(HOURLY, "2026-10-15T05:59:59Z")).isEqualTo(DayState.SETTLING);
    assertThat(state(HOURLY, "2026-10-15T06:00:00Z")).isEqualTo(DayState.GAP);
  }

  @Test
  void whereNothingIsDeclaredItSettlesForAsLongAsConfigured() {
    come(DAY, 24, 0);

    assertThat(state(NOTHING, "2026-10-15T23:59:59Z")).isEqualTo(DayState.SETTLING);
    assertThat(state(NOTHING, "2026-10-16T00:00:00Z")).isEqualTo(DayState.COMPLETE);
  }

  @Test
  void aDaySettlesWhileARecordWaitsThatCameInTimeForIt() {
    come(DAY, 24, 24);

    assertThat(judge(HOURLY, Optional.of(at("2026-10-15T05:59:59Z"))).state())
        .isEqualTo(DayState.SETTLING);
    assertThat(judge(HOURLY, Optional.of(at("2026-10-15T06:00:00Z"))).state())
        .isEqualTo(DayState.COMPLETE);
  }

  @Test
  void aMissingFileIsAGapUnlessSoManyAreAllowed() {
    come(DAY, 24, 22);

    DayVerdict verdict = judge(HOURLY, Optional.empty());

    assertThat(verdict.state()).isEqualTo(DayState.GAP);
    assertThat(verdict.basis()).isEqualTo(Basis.DECLARED);
    assertThat(verdict.expectedFiles()).isEqualTo(24);
    assertThat(verdict.missingFiles()).isEqualTo(2);
    assertThat(judge(HOURLY, Optional.empty(), allowing(2, 0)).state())
        .isEqualTo(DayState.COMPLETE);
    assertThat(judge(HOURLY, Optional.empty(), allowing(1, 0)).state()).isEqualTo(DayState.GAP);
  }

  @Test
  void aQuietHourOfADailyFileIsNoGapWhileThereIsNoHabit() {
    come(DAY, 3, 1);

    DayVerdict verdict = judge(every("P1D", "PT6H"), Optional.empty());

    assertThat(verdict.state()).isEqualTo(DayState.COMPLETE);
    assertThat(verdict.emptyHours()).isEqualTo(21);
    assertThat(verdict.unusualHours()).isNull();
  }

  @Test
  void anHourThatUsuallyHasLinesIsMissedEvenIfTheFileCame() {
    weeksBefore(3, 24, 1);
    come(DAY, 20, 1);

    DayVerdict verdict = judge(every("P1D", "PT6H"), Optional.empty());

    assertThat(verdict.state()).isEqualTo(DayState.GAP);
    assertThat(verdict.missingFiles()).isZero();
    assertThat(verdict.unusualHours()).isEqualTo(4);
    assertThat(verdict.basis()).isEqualTo(Basis.DECLARED);
  }

  @Test
  void aSourceThatDeclaresNothingIsCompleteByHabit() {
    weeksBefore(4, 10, 0);
    come(DAY, 10, 0);

    DayVerdict verdict = judge(NOTHING, Optional.empty());

    assertThat(verdict.state()).isEqualTo(DayState.COMPLETE);
    assertThat(verdict.basis()).isEqualTo(Basis.HABIT);
    assertThat(verdict.habitWeeks()).isEqualTo(4);
    assertThat(verdict.emptyHours()).isEqualTo(14);
    assertThat(verdict.unusualHours()).isZero();
    assertThat(verdict.expectedFiles()).isNull();
    assertThat(verdict.missingFiles()).isNull();
    assertThat(verdict.ratio()).isEqualByComparingTo("1");
  }

  @Test
  void withoutHabitEveryHourMustHaveALine() {
    weeksBefore(2, 10, 0);
    come(DAY, 23, 0);
    assertThat(judge(NOTHING, Optional.empty()).basis()).isEqualTo(Basis.NONE);
    assertThat(judge(NOTHING, Optional.empty()).state()).isEqualTo(DayState.GAP);

    come(DAY, 24, 0);
    assertThat(judge(NOTHING, Optional.empty()).state()).isEqualTo(DayState.COMPLETE);
  }

  @Test
  void anEmptyDayIsAGap() {
    weeksBefore(4, 10, 0);

    DayVerdict verdict = judge(NOTHING, Optional.empty());

    assertThat(verdict.state()).isEqualTo(DayState.GAP);
    assertThat(verdict.ratio()).isEqualByComparingTo("0");
    assertThat(verdict.unusualHours()).isEqualTo(10);
  }

  @Test
  void ofAnOpenDayOnlyEndedHoursCanBeEmptyAndNothingIsMissing() {
    come(DAY, 3, 3);

    DayVerdict verdict =
        Completeness.judge(
            DAY, days, HOURLY, Optional.empty(), at("2026-10-14T05:30:00Z"), Thresholds.DEFAULT);

    assertThat(verdict.state()).isEqualTo(DayState.OPEN);
    assertThat(verdict.emptyHours()).isEqualTo(2);
    assertThat(verdict.missingFiles()).isNull();
    assertThat(verdict.expectedFiles()).isEqualTo(24);
    assertThat(verdict.ratio()).isNull();
  }

  @Test
  void anEveryThatDoesNotDivideADayExpectsANumberOfFilesOnly() {
    // Three files, all at once.
    days.put(DAY, day(DAY, 24, new BitSet(), 3));

    DayVerdict verdict = judge(every("PT7H", "PT6H"), Optional.empty());

    assertThat(verdict.expectedFiles()).isEqualTo(3);
    assertThat(verdict.missingFiles()).isZero();
  }

  @Test
  void anEveryOfMoreThanADaySaysNothingOfADay() {
    come(DAY, 24, 0);

    DayVerdict verdict = judge(every("P7D", "PT6H"), Optional.empty());

    assertThat(verdict.expectedFiles()).isNull();
    assertThat(verdict.basis()).isEqualTo(Basis.NONE);
  }

  @Test
  void hoursBeforeASourceBeganAreNotMissed() {
    BitSet evening = new BitSet();
    evening.set(20, 24);
    days.put(DAY, new SourceDay(DAY, BigDecimal.TEN, evening, 1, new BitSet()));
    assertThat(judge(NOTHING, Optional.empty()).state()).isEqualTo(DayState.COMPLETE);

    come(DAY.minusDays(1), 24, 0);
    assertThat(judge(NOTHING, Optional.empty()).state()).isEqualTo(DayState.GAP);
  }

  private void come(LocalDate day, int hours, int slots) {
    BitSet filled = new BitSet();
    filled.set(0, slots);
    days.put(day, day(day, hours, filled, slots));
  }

  private void weeksBefore(int weeks, int hours, int slots) {
    for (int week = 1; week <= weeks; week++) {
      come(DAY.minusWeeks(week), hours, slots);
    }
  }

  private static SourceDay day(LocalDate day, int hours, BitSet slots, int files) {
    BitSet filled = new BitSet();
    filled.set(0, hours);
    return new SourceDay(day, BigDecimal.valueOf(hours), filled, files, slots);
  }

  private DayState state(Optional<Expectation> expectation, String asOf) {
    return Completeness.judge(
            DAY, days, expectation, Optional.empty(), at(asOf), Thresholds.DEFAULT)
        .state();
  }

  private DayVerdict judge(Optional<Expectation> expectation, Optional<Instant> unmetered) {
    return judge(expectation, unmetered, Thresholds.DEFAULT);
  }

  private DayVerdict judge(
      Optional<Expectation> expectation, Optional<Instant> unmetered, Thresholds thresholds) {
    return Completeness.judge(DAY, days, expectation, unmetered, LATER, thresholds);
  }

  private static Thresholds allowing(int missingFiles, int emptyHours) {
    Thresholds d = Thresholds.DEFAULT;
    return new Thresholds(
        d.habitWeeks(),
        d.leastHabitWeeks(),
        d.settle(),
        missingFiles,
        emptyHours,
        d.requestsBelow(),
        d.requestsAbove(),
        d.rejected(),
        d.duplicate(),
        d.unknownClass(),
        d.unattributed(),
        d.delay(),
        d.lag());
  }

  private static Optional<Expectation> every(String every, String within) {
    return Optional.of(new Expectation(Duration.parse(every), Duration.parse(within)));
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }
}
