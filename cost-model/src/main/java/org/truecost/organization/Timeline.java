package org.truecost.organization;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;

/**
 * A number that changes at certain seconds: {@code values[i]} holds from {@code starts[i]} until
 * the next start. The first start is the beginning of time.
 */
final class Timeline {
  private final long[] starts;
  private final int[] values;

  private Timeline(long[] starts, int[] values) {
    this.starts = starts;
    this.values = values;
  }

  static Timeline constant(int value) {
    return new Timeline(new long[] {Long.MIN_VALUE}, new int[] {value});
  }

  boolean isConstant() {
    return values.length == 1;
  }

  int at(long epochSecond) {
    int i = 0;
    while (i + 1 < starts.length && starts[i + 1] <= epochSecond) {
      i++;
    }
    return values[i];
  }

  /** This one, but {@code value} while {@code period} lasts. */
  Timeline overlaid(ValidityPeriod period, int value) {
    TreeMap<Long, Integer> changes = changes();
    if (period.toEpochSecond() != Long.MAX_VALUE) {
      changes.put(period.toEpochSecond(), at(period.toEpochSecond()));
    }
    changes.subMap(period.fromEpochSecond(), true, period.toEpochSecond(), false).clear();
    changes.put(period.fromEpochSecond(), value);
    return of(changes);
  }

  /** Both at once: at every second {@code operator} of both values. */
  Timeline combined(Timeline other, IntBinaryOperator operator) {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (Timeline timeline : new Timeline[] {this, other}) {
      for (long start : timeline.starts) {
        changes.put(start, operator.applyAsInt(at(start), other.at(start)));
      }
    }
    return of(changes);
  }

  private TreeMap<Long, Integer> changes() {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (int i = 0; i < starts.length; i++) {
      changes.put(starts[i], values[i]);
    }
    return changes;
  }

  private static Timeline of(TreeMap<Long, Integer> changes) {
    long[] starts = new long[changes.size()];
    int[] values = new int[changes.size()];
    int size = 0;
    for (var change : changes.entrySet()) {
      if (size == 0 || values[size - 1] != change.getValue()) {
        starts[size] = change.getKey();
        values[size++] = change.getValue();
      }
    }
    return new Timeline(Arrays.copyOf(starts, size), Arrays.copyOf(values, size));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeline that
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(values);
  }
}
