package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How far metering is behind a Kafka partition, by what the newest commit covers. Offsets count
 * more than records: the end of a transaction has one, and so have the records of one that was
 * aborted.
 *
 * @param topic its topic
 * @param partition its number
 * @param meteredTo the offset behind the last metered record, -1 if none is metered
 * @param end the offset behind the last committed record
 * @param unmetered records at most that are there and not metered; 0 only if there is none
 * @param newestMetered time of the last metered record, null if it is not there any more
 * @param oldestUnmetered time of the first record that is there and not metered, null if there is
 *     none
 * @param dropped offsets that the topic dropped before their records were metered
 */
public record PartitionLag(
    String topic,
    int partition,
    long meteredTo,
    long end,
    long unmetered,
    Instant newestMetered,
    Instant oldestUnmetered,
    List<Offsets> dropped) {

  /**
   * Some offsets.
   *
   * @param from the first one
   * @param to the one behind the last
   */
  public record Offsets(long from, long to) {
    /** How many. */
    public long count() {
      return to - from;
    }

    /** {@code 10 to 19}, both included. */
    @Override
    public String toString() {
      return from + " to " + (to - 1);
    }
  }

  public PartitionLag {
    requireNonNull(topic, "topic");
    dropped = List.copyOf(dropped);
  }

  /** How many offsets were dropped before their records were metered. */
  public long droppedOffsets() {
    return dropped.stream().mapToLong(Offsets::count).sum();
  }

  /**
   * What the topic dropped before it was metered: offsets behind the first metered one and before
   * {@code earliest}, the first one that is still there. What lies before the first metered one was
   * left out when metering began. A single offset is no loss: it is the end of a transaction.
   *
   * @param covered the partition's metered ranges, joined
   */
  public static List<Offsets> dropped(List<CoveredOffsets> covered, long earliest) {
    return covered.isEmpty()
        ? List.of()
        : uncovered(covered, covered.get(0).from(), earliest).stream()
            .filter(offsets -> offsets.count() > 1)
            .toList();
  }

  /**
   * Offsets in {@code [from, to)} that no range covers.
   *
   * @param covered ranges of one partition, joined
   */
  public static List<Offsets> uncovered(List<CoveredOffsets> covered, long from, long to) {
    List<Offsets> uncovered = new ArrayList<>();
    long next = from;
    for (CoveredOffsets range : covered) {
      if (range.from() > next && next < to) {
        uncovered.add(new Offsets(next, Math.min(range.from(), to)));
      }
      next = Math.max(next, range.to());
    }
    if (next < to) {
      uncovered.add(new Offsets(next, to));
    }
    return uncovered;
  }
}
