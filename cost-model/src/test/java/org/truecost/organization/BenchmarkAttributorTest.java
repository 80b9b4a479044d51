package org.truecost.organization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkAttributorTest {

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void measuresTheRightAnswer(int family) {
    BenchmarkAttributor benchmark = new BenchmarkAttributor();
    benchmark.family = family;
    benchmark.networks = 3_000;
    benchmark.setUp();
    LinearAttribution clear = new LinearAttribution(benchmark.customers, benchmark.providers);

    long expected = 0;
    int attributed = 0;
    for (int i = 0; i < BenchmarkAttributor.ADDRESSES; i++) {
      int index =
          benchmark
              .attributor()
              .indexOf(benchmark.highs[i], benchmark.lows[i], BenchmarkAttributor.time());
      expected += index;
      attributed += index == Attributor.NO_ADDRESS ? 0 : 1;
      if (i % 64 == 0) {
        assertThat(benchmark.attributor().attribution(index))
            .isEqualTo(clear.of(benchmark.highs[i], benchmark.lows[i], BenchmarkAttributor.time()));
      }
    }

    assertThat(benchmark.lookUp()).isEqualTo(expected);
    assertThat(attributed).isBetween(1_000, BenchmarkAttributor.ADDRESSES - 1);
  }
}
