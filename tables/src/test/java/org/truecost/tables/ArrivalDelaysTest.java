package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalDelaysTest {
  private static final long DAY = 86_400_000_000L;

  @Test
  void boundsAscendAndEachHasAColumn() {
    assertThat(List.copyOf(ArrivalDelays.bounds().values())).isSorted().doesNotHaveDuplicates();
    assertThat(ArrivalDelays.counts()).hasSize(ArrivalDelays.bounds().size() + 1);
    List<String> columns = Tables.LEDGER.columns().stream().map(Column::name).toList();
    assertThat(columns).containsAll(ArrivalDelays.counts()).contains(ArrivalDelays.LONGEST);
  }

  @Test
  void aPercentileIsTheBoundOfTheColumnThatHoldsItsLine() {
    Random random = new Random(3);
    long[] bounds =
        ArrivalDelays.bounds().values().stream().mapToLong(d -> d.toNanos() / 1_000).toArray();
    for (int round = 0; round < 2_000; round++) {
      long[] delays = new long[1 + random.nextInt(250)];
      long[] counts = new long[bounds.length + 1];
      for (int i = 0; i < delays.length; i++) {
        delays[i] = (long) Math.exp(random.nextDouble() * Math.log(20.0 * DAY));
        int column = 0;
        while (column < bounds.length && delays[i] > bounds[column]) {
          column++;
        }
        counts[column]++;
      }
      Arrays.sort(delays);
      long longest = delays[delays.length - 1];
      for (int percent : new int[] {50, 99}) {
        long exact = delays[(int) Math.ceil(delays.length * percent / 100.0) - 1];
        long expected =
            Arrays.stream(bounds).filter(bound -> bound >= exact).findFirst().orElse(longest);

        assertThat(ArrivalDelays.boundMicros(counts, longest, percent))
            .hasValue(Math.min(expected, longest));
      }
    }
  }

  @Test
  void withoutLinesThereIsNoPercentile() {
    long[] none = new long[ArrivalDelays.counts().size()];

    assertThat(ArrivalDelays.boundMicros(none, 0, 99)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void clocksThatDisagreeGiveNoDelay() {
    long[] early = new long[ArrivalDelays.counts().size()];
    early[0] = 5;

    assertThat(ArrivalDelays.boundMicros(early, 0, 99)).hasValue(0);
    assertThat(ArrivalDelays.bounds().values().iterator().next()).isEqualTo(Duration.ofSeconds(10));
  }
}
