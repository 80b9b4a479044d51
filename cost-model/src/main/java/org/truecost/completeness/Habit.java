package org.truecost.completeness;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;

/**
 * What a source does on a weekday, learnt from the weeks before.
 *
 * @param weeks how many weeks it rests on
 * @param medianRequests median of the requests of these days; null if there are none
 * @param usualHours hours that had requests in more than half of these weeks
 */
public record Habit(int weeks, BigDecimal medianRequests, BitSet usualHours) {
  private static final int DAYS_OF_WEEK = 7;

  public Habit {
    usualHours = (BitSet) usualHours.clone();
  }

  /**
   * The habit of the weekday of {@code day}, from the same weekday of at most {@code weeks} weeks
   * before. A week counts only if the source was alive in it: there are requests in the seven days
   * that end with that weekday. So a source that rests on Sundays has that habit, and one that has
   * died gets none.
   *
   * @param days what came on each day; a day that is missing had nothing
   */
  public static Habit of(LocalDate day, NavigableMap<LocalDate, SourceDay> days, int weeks) {
    requireNonNull(day, "day");
    List<BigDecimal> requests = new ArrayList<>();
    int[] filled = new int[24];
    for (int week = 1; week <= weeks; week++) {
      LocalDate same = day.minusWeeks(week);
      if (!isAlive(days.subMap(same.minusDays(DAYS_OF_WEEK - 1), true, same, true))) {
        continue;
      }
      SourceDay then = days.getOrDefault(same, SourceDay.empty(same));
      requests.add(then.requests());
      then.filledHours().stream().forEach(hour -> filled[hour]++);
    }
    BitSet usual = new BitSet();
    for (int hour = 0; hour < filled.length; hour++) {
      usual.set(hour, 2 * filled[hour] > requests.size());
    }
    return new Habit(requests.size(), median(requests), usual);
  }

  private static boolean isAlive(NavigableMap<LocalDate, SourceDay> week) {
    return week.values().stream().anyMatch(day -> day.requests().signum() > 0);
  }

  private static BigDecimal median(List<BigDecimal> numbers) {
    if (numbers.isEmpty()) {
      return null;
    }
    List<BigDecimal> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).add(sorted.get(middle)).multiply(new BigDecimal("0.5"));
  }
}
