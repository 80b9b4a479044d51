package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogNumbersTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "-", "(null)"})
  void takesPlaceholdersForMissing(String text) {
    assertThat(count(text)).isEqualTo(LogRequest.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--", "(nul)", "(nulL)", "1.5", "-1", "9999999999999999999x"})
  void takesWhatIsNoNumberForBad(String text) {
    assertThat(count(text)).isEqualTo(LogNumbers.BAD);
  }

  @Test
  void countsUpToEighteenDigitsNotCountingZerosInFront() {
    assertThat(count("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
    assertThat(count("000000000000000000000012")).isEqualTo(12);
    assertThat(count("1000000000000000000")).isEqualTo(LogNumbers.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "500-999, 500",
    "bytes=500-, 500",
    "bytes 500-999/1234, 500",
    "'bytes=0-9,20-29', 0",
    "500, 500",
    "bytes=-500, -1",
    "bytes */1234, -1",
    "bytes, -1",
    "bytes=5x-, -1"
  })
  void readsWhereARangeStarts(String text, long start) {
    byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
    assertThat(LogNumbers.rangeStart(bytes, 1, bytes.length - 1)).isEqualTo(start);
  }

  private static long count(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
    return LogNumbers.count(bytes, 1, bytes.length - 1);
  }
}
