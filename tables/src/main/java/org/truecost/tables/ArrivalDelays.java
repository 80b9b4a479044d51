package org.truecost.tables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * How long lines took from their event to their arrival, as counts in the ledger: a line is in the
 * first column whose bound it does not exceed. Only lines of which an arrival is known are counted:
 * those that came by Kafka, by the time of their record. A replayed file does not tell.
 */
public final class ArrivalDelays {
  /** Lines that took longer than any bound. */
  public static final String LONGER = "delay_longer";

  /** The longest delay, in microseconds, exactly; null if none is known or none was positive. */
  public static final String LONGEST = "delay_longest_micros";

  private static final Map<String, Duration> BOUNDS = allBounds();

  private ArrivalDelays() {}

  /** Column to the longest delay it counts, ascending; {@link #LONGER} has none. */
  public static Map<String, Duration> bounds() {
    return BOUNDS;
  }

  /** All columns of counts, in the order of the table. */
  public static List<String> counts() {
    List<String> names = new ArrayList<>(BOUNDS.keySet());
    names.add(LONGER);
    return List.copyOf(names);
  }

  /**
   * A delay, in microseconds, that {@code percent} of the lines do not exceed. It is an upper
   * bound: the bound of the column in which that line is counted, or the longest delay if that is
   * shorter.
   *
   * @param counts as {@link #counts()}
   * @param longestMicros 0 if none was positive
   * @return nothing if no line is counted
   */
  public static OptionalLong boundMicros(long[] counts, long longestMicros, int percent) {
    long lines = LongStream.of(counts).sum();
    if (lines == 0) {
      return OptionalLong.empty();
    }
    // The line at which the percentage is reached, rounded up.
    long wanted = lines - lines / 100 * (100 - percent) - lines % 100 * (100 - percent) / 100;
    long seen = 0;
    int column = 0;
    for (Duration bound : BOUNDS.values()) {
      seen += counts[column++];
      if (seen >= wanted) {
        return OptionalLong.of(Math.min(bound.toNanos() / 1_000, longestMicros));
      }
    }
    return OptionalLong.of(longestMicros);
  }

  private static Map<String, Duration> allBounds() {
    Map<String, Duration> bounds = new LinkedHashMap<>();
    bounds.put("delay_ten_seconds", Duration.ofSeconds(10));
    bounds.put("delay_one_minute", Duration.ofMinutes(1));
    bounds.put("delay_five_minutes", Duration.ofMinutes(5));
    bounds.put("delay_quarter_hour", Duration.ofMinutes(15));
    bounds.put("delay_one_hour", Duration.ofHours(1));
    bounds.put("delay_three_hours", Duration.ofHours(3));
    bounds.put("delay_six_hours", Duration.ofHours(6));
    bounds.put("delay_twelve_hours", Duration.ofHours(12));
    bounds.put("delay_one_day", Duration.ofDays(1));
    bounds.put("delay_two_days", Duration.ofDays(2));
    bounds.put("delay_one_week", Duration.ofDays(7));
    return Collections.unmodifiableMap(bounds);
  }
}
