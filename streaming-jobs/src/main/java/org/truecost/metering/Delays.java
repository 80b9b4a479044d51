package org.truecost.metering;

import java.time.Duration;
import java.util.Arrays;
import org.truecost.tables.ArrivalDelays;

/**
 * Counts lines by how long they took to arrive. A line costs one comparison or two: its neighbours
 * in a block took about as long.
 */
final class Delays {
  /** The arrival of lines of which nobody knows when they arrived. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final long[] BOUNDS =
      ArrivalDelays.bounds().values().stream().mapToLong(Delays::micros).toArray();

  private final long[] counts = new long[BOUNDS.length + 1];
  private long longest;
  private int last;

  /** A line took so many microseconds; of clocks that disagree it may be less than none. */
  void add(long micros) {
    last = column(micros, last);
    counts[last]++;
    longest = Math.max(longest, micros);
  }

  /** Which of the counts a line is in that took so many microseconds. */
  static int column(long micros) {
    return column(micros, 0);
  }

  private static int column(long micros, int near) {
    int last = near;
    while (last > 0 && micros <= BOUNDS[last - 1]) {
      last--;
    }
    while (last < BOUNDS.length && micros > BOUNDS[last]) {
      last++;
    }
    return last;
  }

  /** Puts the counts and the longest to {@code words} from {@code at} on, and begins anew. */
  void moveTo(long[] words, int at) {
    System.arraycopy(counts, 0, words, at, counts.length);
    words[at + counts.length] = longest;
    Arrays.fill(counts, 0);
    longest = 0;
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
