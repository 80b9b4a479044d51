package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoveredOffsetsTest {
  @Test
  void joinsWhatTouchesOrOverlapsAndNothingElse() {
    assertThat(
            CoveredOffsets.joined(
                List.of(range("b", 0, 5), range("a", 20, 30), range("a", 5, 9), range("a", 0, 5))))
        .containsExactly(range("a", 0, 9), range("a", 20, 30), range("b", 0, 5));
    assertThat(CoveredOffsets.joined(List.of(range("a", 0, 30), range("a", 5, 9))))
        .containsExactly(range("a", 0, 30));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void joinedRangesHoldTheSameOffsetsInAnyOrder(long seed) {
    Random random = new Random(seed);
    List<CoveredOffsets> ranges = new ArrayList<>();
    Set<String> offsets = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      int from = random.nextInt(300);
      CoveredOffsets range =
          range(random.nextBoolean() ? "a" : "b", from, from + 1 + random.nextInt(5));
      ranges.add(range);
      offsets.addAll(offsetsOf(List.of(range)));
    }
    List<CoveredOffsets> joined = CoveredOffsets.joined(ranges);
    Collections.shuffle(ranges, random);

    assertThat(CoveredOffsets.joined(ranges)).isEqualTo(joined);
    assertThat(offsetsOf(joined))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(offsets);
    assertThat(CoveredOffsets.joined(joined)).isEqualTo(joined);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void takenAwayRangesLeaveWhatIsInTheOthersOnly(long seed) {
    Random random = new Random(seed);
    List<CoveredOffsets> ranges = new ArrayList<>();
    List<CoveredOffsets> gone = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(200);
      (random.nextBoolean() ? ranges : gone)
          .add(range(random.nextBoolean() ? "a" : "b", from, from + 1 + random.nextInt(9)));
    }
    Set<String> expected = new HashSet<>(offsetsOf(ranges));
    expected.removeAll(offsetsOf(gone));

    assertThat(offsetsOf(CoveredOffsets.minus(ranges, gone)))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void refusesRangesWithoutOffsets() {
    assertThatThrownBy(() -> range("a", 5, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> range("a", -1, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> offsetsOf(List<CoveredOffsets> ranges) {
    List<String> offsets = new ArrayList<>();
    for (CoveredOffsets range : ranges) {
      for (long offset = range.from(); offset < range.to(); offset++) {
        offsets.add(range.partition() + offset);
      }
    }
    return offsets;
  }

  private static CoveredOffsets range(String partition, long from, long to) {
    return new CoveredOffsets(partition, from, to);
  }
}
