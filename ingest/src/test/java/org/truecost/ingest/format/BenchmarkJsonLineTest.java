package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkJsonLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fastly-crates-io",
        "fastly-rubygems",
        "fastly-open-vsx",
        "cloudflare-logpush",
        "akamai-datastream2",
        "azure-front-door",
        "azure-storage",
        "json"
      })
  void sumsTheBytesOfAllLines(String format) {
    BenchmarkJsonLine benchmark = new BenchmarkJsonLine();
    benchmark.format = format;
    benchmark.setUp();

    assertThat(benchmark.blockLength())
        .isEqualTo(BenchmarkJsonLine.LINES * BenchmarkJsonLine.LINE_BYTES);
    assertThat(benchmark.parse()).isEqualTo(benchmark.bytesWritten()).isPositive();
  }
}
