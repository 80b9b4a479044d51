package org.truecost.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.truecost.tables.CoveredOffsets;

class KafkaPlanTest {
  @Test
  void knowsTheRangesOfEachPartitionThatAreMetered() {
    KafkaPlan plan =
        KafkaPlan.of(
            "cluster",
            Map.of(),
            List.of(
                new CoveredOffsets("cluster/logs/0", 2, 4),
                new CoveredOffsets("cluster/logs/0", 7, 8),
                new CoveredOffsets("cluster/logs/1", 0, 1)),
            Map.of());

    assertThat(metered(plan, "cluster/logs/0")).containsExactly(2, 3, 7);
    assertThat(metered(plan, "cluster/logs/1")).containsExactly(0);
    assertThat(metered(plan, "cluster/logs/2")).isEmpty();
    assertThat(metered(plan, "other/logs/0")).isEmpty();
  }

  private static int[] metered(KafkaPlan plan, String partition) {
    return LongStream.range(0, 12)
        .filter(offset -> plan.isMetered(partition, offset))
        .mapToInt(Math::toIntExact)
        .toArray();
  }
}
