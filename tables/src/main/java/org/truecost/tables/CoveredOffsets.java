package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Records of a Kafka partition that have been metered.
 *
 * @param partition which one: {@code cluster/topic/number}
 * @param from the first offset
 * @param to the offset behind the last one
 */
public record CoveredOffsets(String partition, long from, long to) {
  public CoveredOffsets {
    requireNonNull(partition, "partition");
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("No offsets: " + from + " to " + to);
    }
  }

  /** How a partition is named. */
  public static String nameOf(String cluster, String topic, int number) {
    return cluster + "/" + topic + "/" + number;
  }

  /** Those of {@code ranges} that belong to {@code partition}, joined. */
  public static List<CoveredOffsets> of(String partition, List<CoveredOffsets> ranges) {
    return joined(ranges.stream().filter(range -> range.partition().equals(partition)).toList());
  }

  /** The same offsets, sorted and in as few ranges as can be. */
  public static List<CoveredOffsets> joined(List<CoveredOffsets> ranges) {
    List<CoveredOffsets> sorted =
        ranges.stream()
            .sorted(
                Comparator.comparing((CoveredOffsets range) -> range.partition())
                    .thenComparingLong(CoveredOffsets::from))
            .toList();
    List<CoveredOffsets> joined = new ArrayList<>();
    for (CoveredOffsets next : sorted) {
      CoveredOffsets last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.partition().equals(next.partition()) && next.from() <= last.to()) {
        joined.set(
            joined.size() - 1,
            new CoveredOffsets(last.partition(), last.from(), Math.max(last.to(), next.to())));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  /** The offsets of {@code ranges} that are not in {@code without}, joined. */
  static List<CoveredOffsets> minus(List<CoveredOffsets> ranges, List<CoveredOffsets> without) {
    List<CoveredOffsets> left = joined(ranges);
    for (CoveredOffsets gone : without) {
      List<CoveredOffsets> next = new ArrayList<>();
      for (CoveredOffsets range : left) {
        if (!range.partition().equals(gone.partition())
            || gone.to() <= range.from()
            || gone.from() >= range.to()) {
          next.add(range);
          continue;
        }
        if (range.from() < gone.from()) {
          next.add(new CoveredOffsets(range.partition(), range.from(), gone.from()));
        }
        if (gone.to() < range.to()) {
          next.add(new CoveredOffsets(range.partition(), gone.to(), range.to()));
        }
      }
      left = next;
    }
    return left;
  }
}
