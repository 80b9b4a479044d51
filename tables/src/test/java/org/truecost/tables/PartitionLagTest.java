package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.truecost.tables.PartitionLag.Offsets;

class PartitionLagTest {
  @Test
  void whatNoRangeCoversIsWhatASetOfOffsetsSays() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      List<CoveredOffsets> ranges = new ArrayList<>();
      BitSet covered = new BitSet();
      for (int i = random.nextInt(5); i > 0; i--) {
        int from = random.nextInt(40);
        int to = from + 1 + random.nextInt(8);
        ranges.add(new CoveredOffsets("p", from, to));
        covered.set(from, to);
      }
      int from = random.nextInt(30);
      int to = random.nextInt(60);
      BitSet expected = new BitSet();
      expected.set(from, Math.max(from, to));
      expected.andNot(covered);

      BitSet found = new BitSet();
      for (Offsets offsets : PartitionLag.uncovered(CoveredOffsets.joined(ranges), from, to)) {
        assertThat(offsets.count()).isPositive();
        found.set((int) offsets.from(), (int) offsets.to());
      }

      assertThat(found).as("%s in %s to %s", ranges, from, to).isEqualTo(expected);
    }
  }

  @Test
  void recordsThatTheTopicDroppedBehindMeteredOnesAreLost() {
    List<CoveredOffsets> covered = List.of(range(10, 20), range(30, 40));

    assertThat(PartitionLag.dropped(covered, 50))
        .containsExactly(new Offsets(20, 30), new Offsets(40, 50));
    assertThat(PartitionLag.dropped(covered, 25)).containsExactly(new Offsets(20, 25));
  }

  @Test
  void whatIsStillThereOrLiesBeforeTheFirstMeteredOneIsNotLost() {
    assertThat(PartitionLag.dropped(List.of(range(10, 20)), 15)).isEmpty();
    assertThat(PartitionLag.dropped(List.of(range(10, 20)), 20)).isEmpty();
    assertThat(PartitionLag.dropped(List.of(range(10, 20)), 5)).isEmpty();
    assertThat(PartitionLag.dropped(List.of(), 50)).isEmpty();
  }

  @Test
  void theEndOfATransactionIsNoRecord() {
    assertThat(PartitionLag.dropped(List.of(range(10, 20)), 21)).isEmpty();
    assertThat(PartitionLag.dropped(List.of(range(10, 20)), 22))
        .containsExactly(new Offsets(20, 22));
  }

  private static CoveredOffsets range(long from, long to) {
    return new CoveredOffsets("p", from, to);
  }
}
