package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkLogFormatsTest {
  static Stream<String> formats() {
    return LogFormats.all().stream().map(LogFormat::name);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void readsEveryLineAsARequest(String format) {
    BenchmarkLogFormats benchmark = new BenchmarkLogFormats();
    benchmark.format = format;
    benchmark.prepare();

    assertThat(benchmark.parse()).isEqualTo(BenchmarkLogFormats.LINES);
    assertThat(benchmark.bytesPerLine()).isGreaterThan(50);
  }
}
