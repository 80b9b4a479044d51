package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final long SEED = Long.getLong("seed", 20261001L);
  private static final int ROUNDS = 20_000;

  /** 0001-01-01 and 9999-12-31, the years that four digits can say. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private static final DateTimeFormatter COMMON_LOG =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH);
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  @Test
  void readsRfc3339AsJavaTimeDoes() {
    SplittableRandom random = new SplittableRandom(SEED);
    String[] offsets = {"XXX", "xx", "x", "XX"};

    for (int i = 0; i < ROUNDS; i++) {
      OffsetDateTime time = time(random).plusNanos(random.nextInt(1_000_000_000));
      int digits = random.nextInt(10);
      String fraction = digits == 0 ? "" : "." + "S".repeat(digits);
      String separator = random.nextBoolean() ? "'T'" : " ";
      boolean wholeHours = time.getOffset().getTotalSeconds() % 3_600 == 0;
      String offset = offsets[random.nextInt(wholeHours ? 4 : 2)];
      String text =
          time.format(
              DateTimeFormatter.ofPattern(
                  "uuuu-MM-dd" + separator + "HH:mm:ss" + fraction + offset, Locale.ROOT));
      long nanosWritten = digits == 0 ? 0 : time.getNano() / pow10(9 - digits) * pow10(9 - digits);

      assertThat(rfc3339(text))
          .as("seed=%d %s", SEED, text)
          .isEqualTo(time.toEpochSecond() * 1_000_000 + nanosWritten / 1_000);
    }
  }

  @Test
  void readsCommonLogTimesAsJavaTimeDoes() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < ROUNDS; i++) {
      OffsetDateTime time = time(random);
      String text = time.format(COMMON_LOG);

      assertThat(commonLog(text))
          .as("seed=%d %s", SEED, text)
          .isEqualTo(time.toEpochSecond() * 1_000_000);
    }
  }

  @Test
  void readsRfc1123AsJavaTimeDoes() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < ROUNDS; i++) {
      OffsetDateTime time = time(random).withOffsetSameInstant(ZoneOffset.UTC);
      String text = time.format(RFC_1123);

      assertThat(rfc1123(text))
          .as("seed=%d %s", SEED, text)
          .isEqualTo(time.toEpochSecond() * 1_000_000);
    }
  }

  @Test
  void readsDateAndTimeColumnsAsJavaTimeDoes() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < ROUNDS; i++) {
      OffsetDateTime time = time(random).withOffsetSameInstant(ZoneOffset.UTC);
      String text = time.format(DATE) + "\t" + time.format(TIME);

      assertThat(dateAndTime(text))
          .as("seed=%d %s", SEED, text)
          .isEqualTo(time.toEpochSecond() * 1_000_000);
    }
  }

  @Test
  void acceptsExactlyTheDatesThatExist() {
    for (int year : new int[] {1900, 1970, 1999, 2000, 2024, 2026, 2100, 2400}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          String text = String.format(Locale.ROOT, "%04d-%02d-%02dT00:00:00Z", year, month, day);

          assertThat(rfc3339(text)).as(text).isEqualTo(oracle(text));
        }
      }
    }
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] likely = "0123456789-:/T ,.+ZGMTOctuen".getBytes(UTF_8);

    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(36)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = likely[random.nextInt(likely.length)];
      }
      Timestamps.rfc3339(bytes, 0, bytes.length);
      Timestamps.commonLog(bytes, 0, bytes.length);
      Timestamps.rfc1123(bytes, 0, bytes.length);
      Timestamps.epoch(bytes, 0, bytes.length);
      Timestamps.any(bytes, 0, bytes.length);
    }
  }

  @Test
  void neverThrowsForTimesCutShort() {
    for (String text :
        new String[] {
          "2026-10-01T12:00:00.123456789+02:00",
          "10/Oct/2026:13:55:36 +0200",
          "Thu, 07 Jan 2021 20:54:54 GMT"
        }) {
      for (int length = 0; length < text.length(); length++) {
        byte[] bytes = text.substring(0, length).getBytes(UTF_8);
        Timestamps.any(bytes, 0, length);
        Timestamps.commonLog(bytes, 0, length);
        Timestamps.rfc1123(bytes, 0, length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-10-01t12:00:00z",
        "2026-10-01T12:00:00",
        "2026-10-01 12:00:00 +0000",
        "2026-10-01T12:00:00,000Z",
        "2026-10-01 12:00:00 UTC",
        "2026-10-01T14:00:00+02",
        "2026-10-01T03:15:00-08:45"
      })
  void readsTheSpellingsThatLogsUse(String text) {
    assertThat(rfc3339(text)).isEqualTo(micros("2026-10-01T12:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-10-01",
        "2026-10-01T24:00:00Z",
        "2026-10-01T12:60:00Z",
        "2026-10-01T12:00:61Z",
        "2026-02-29T12:00:00Z",
        "2026-10-01T12:00:00.Z",
        "2026-10-01T12:00:00.1234567890Z",
        "2026-10-01T12:00:00+2:00",
        "2026-10-01T12:00:00+19:00",
        "2026-10-01T12:00:00+18:01",
        "2026-10-01T12:00:00+02:60",
        "2026-10-01T12:00:00Zebra",
        "2026-10-01T12:00:00 ",
        "+026-10-01T12:00:00Z"
      })
  void refusesWhatIsNoRfc3339(String text) {
    assertThat(rfc3339(text)).isEqualTo(Timestamps.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10/Okt/2026:13:55:36 +0200",
        "10/Sept/2026:13:55:36 +0200",
        "31/Sep/2026:13:55:36 +0000",
        "10/Oct/2026:13:55:36 CEST",
        "10/Oct/2026 13:55:36 +0200",
        "1/Oct/2026:13:55:36 +0200",
        "10/Oct/2026:13:55:36 "
      })
  void refusesWhatIsNoCommonLogTime(String text) {
    assertThat(commonLog(text)).isEqualTo(Timestamps.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thu 07 Jan 2021 20:54:54 GMT",
        "Thu, 07 Jan 2021 20:54:54 CET",
        "Thu, 07-Jan-2021 20:54:54 GMT",
        "Thu, 07 Jan 2021 20.54.54 GMT",
        ", 07 Jan",
        ","
      })
  void refusesWhatIsNoRfc1123(String text) {
    assertThat(rfc1123(text)).isEqualTo(Timestamps.INVALID);
  }

  @Test
  void ignoresAWrongWeekday() {
    assertThat(rfc1123("Sat, 06 Feb 2014 04:32:22 GMT")).isEqualTo(micros("2014-02-06T04:32:22Z"));
  }

  @Test
  void countsALeapSecondToItsMinute() {
    assertThat(rfc3339("2016-12-31T23:59:60Z")).isEqualTo(micros("2016-12-31T23:59:59Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1790856000, 2026-10-01T12:00:00Z",
    "1790856000.5, 2026-10-01T12:00:00.5Z",
    "1790856000.123456789, 2026-10-01T12:00:00.123456Z",
    "1790856000123, 2026-10-01T12:00:00.123Z",
    "1790856000123.456, 2026-10-01T12:00:00.123456Z",
    "1790856000123456, 2026-10-01T12:00:00.123456Z",
    "1790856000123456789, 2026-10-01T12:00:00.123456Z",
    "99999999999, 5138-11-16T09:46:39Z"
  })
  void tellsTheUnitsOfAnEpochApart(String text, String expected) {
    assertThat(epoch(text)).isEqualTo(micros(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", ".5", "1790856000x", "1790856000.5.5", "1e9", "99999999999999999999"})
  void refusesWhatIsNoEpoch(String text) {
    assertThat(epoch(text)).isEqualTo(Timestamps.INVALID);
  }

  private static OffsetDateTime time(SplittableRandom random) {
    int offsetMinutes = random.nextInt(-18 * 60, 18 * 60 + 1);
    if (random.nextBoolean()) {
      offsetMinutes -= offsetMinutes % 60;
    }
    long second = random.nextLong(FIRST_SECOND + 86_400, LAST_SECOND - 86_400);
    return Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
  }

  private static long pow10(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }

  private static long micros(String text) {
    Instant instant = Instant.parse(text);
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private static long oracle(String text) {
    try {
      return LocalDateTime.parse(text.substring(0, 19)).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    } catch (java.time.DateTimeException e) {
      return Timestamps.INVALID;
    }
  }

  // Each text stands inside a larger array, so that reading on would find something.

  private static long rfc3339(String text) {
    byte[] bytes = ("00" + text + "00").getBytes(UTF_8);
    return Timestamps.rfc3339(bytes, 2, bytes.length - 2);
  }

  private static long commonLog(String text) {
    byte[] bytes = ("00" + text + "00").getBytes(UTF_8);
    return Timestamps.commonLog(bytes, 2, bytes.length - 2);
  }

  private static long rfc1123(String text) {
    byte[] bytes = ("00" + text + "00").getBytes(UTF_8);
    return Timestamps.rfc1123(bytes, 2, bytes.length - 2);
  }

  private static long epoch(String text) {
    byte[] bytes = ("00" + text + "00").getBytes(UTF_8);
    return Timestamps.epoch(bytes, 2, bytes.length - 2);
  }

  private static long dateAndTime(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return Timestamps.dateAndTime(bytes, 0, 10, 11, 19);
  }
}
