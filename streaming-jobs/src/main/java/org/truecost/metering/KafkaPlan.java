package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.truecost.tables.CoveredOffsets;

/**
 * What a job that reads Kafka knows at its start.
 *
 * @param cluster id of the Kafka cluster
 * @param sources topic to the source of lines that were pushed to it without headers
 * @param metered partition, as {@link CoveredOffsets} names it, to first and end offsets of what
 *     was metered before, in turn
 * @param revisions batches that were restated, to their live revision
 */
public record KafkaPlan(
    String cluster,
    HashMap<String, String> sources,
    HashMap<String, long[]> metered,
    HashMap<String, Long> revisions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public KafkaPlan {
    requireNonNull(cluster, "cluster");
    sources = new HashMap<>(sources);
    metered = new HashMap<>(metered);
    revisions = new HashMap<>(revisions);
  }

  /**
   * A plan.
   *
   * @param offsets what was metered before, joined
   */
  public static KafkaPlan of(
      String cluster,
      Map<String, String> sources,
      List<CoveredOffsets> offsets,
      Map<String, Long> revisions) {
    HashMap<String, long[]> metered = new HashMap<>();
    for (CoveredOffsets range : offsets) {
      metered.merge(range.partition(), new long[] {range.from(), range.to()}, KafkaPlan::append);
    }
    return new KafkaPlan(cluster, new HashMap<>(sources), metered, new HashMap<>(revisions));
  }

  /** Whether a record was metered by another job. */
  boolean isMetered(String partition, long offset) {
    long[] ranges = metered.get(partition);
    if (ranges != null) {
      for (int i = 0; i < ranges.length; i += 2) {
        if (offset >= ranges[i] && offset < ranges[i + 1]) {
          return true;
        }
      }
    }
    return false;
  }

  private static long[] append(long[] first, long[] second) {
    long[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
