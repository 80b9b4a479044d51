package org.truecost.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HabitTest {
  /** A Sunday. */
  private static final LocalDate DAY = LocalDate.parse("2026-10-18");

  private final NavigableMap<LocalDate, SourceDay> days = new TreeMap<>();

  @Test
  void theMedianIsOfTheSameWeekdayOfTheWeeksBefore() {
    int[] requests = {10, 500, 30, 20};
    for (int week = 1; week <= requests.length; week++) {
      come(DAY.minusWeeks(week), requests[week - 1], 0, 24);
      come(DAY.minusWeeks(week).plusDays(1), 9_999, 0, 24);
    }
    come(DAY, 77, 0, 24);

    assertThat(Habit.of(DAY, days, 3).medianRequests()).isEqualByComparingTo("30");
    assertThat(Habit.of(DAY, days, 8).medianRequests()).isEqualByComparingTo("25");
    assertThat(Habit.of(DAY, days, 3).weeks()).isEqualTo(3);
    assertThat(Habit.of(DAY, days, 8).weeks()).isEqualTo(4);
  }

  @Test
  void anHourIsUsualIfItHasLinesInMoreThanHalfOfTheWeeks() {
    come(DAY.minusWeeks(1), 1, 0, 4);
    come(DAY.minusWeeks(2), 1, 2, 6);
    come(DAY.minusWeeks(3), 1, 3, 6);
    come(DAY.minusWeeks(4), 1, 3, 5);

    assertThat(Habit.of(DAY, days, 4).usualHours()).isEqualTo(hours(3, 5));
  }

  @Test
  void aSourceThatRestsOnSundaysHasThatHabit() {
    for (int week = 1; week <= 5; week++) {
      come(DAY.minusWeeks(week).minusDays(2), 100, 0, 24);
    }

    Habit habit = Habit.of(DAY, days, 8);

    assertThat(habit.weeks()).isEqualTo(5);
    assertThat(habit.medianRequests()).isEqualByComparingTo("0");
    assertThat(habit.usualHours().isEmpty()).isTrue();
  }

  @Test
  void aSourceThatHasDiedGetsNoHabitOfBeingDead() {
    for (int week = 6; week <= 8; week++) {
      come(DAY.minusWeeks(week), 100, 0, 24);
    }

    assertThat(Habit.of(DAY, days, 5).weeks()).isZero();
    assertThat(Habit.of(DAY, days, 5).medianRequests()).isNull();
    assertThat(Habit.of(DAY, days, 8).weeks()).isEqualTo(3);
  }

  private void come(LocalDate day, long requests, int fromHour, int toHour) {
    days.put(
        day,
        new SourceDay(day, BigDecimal.valueOf(requests), hours(fromHour, toHour), 0, new BitSet()));
  }

  private static BitSet hours(int from, int to) {
    BitSet hours = new BitSet();
    hours.set(from, to);
    return hours;
  }
}
