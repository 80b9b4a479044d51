package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds for every format and any bytes: a parser never throws, always gives one of the
 * outcomes a parser may give, never looks outside its line, never changes it. {@code -Dseed=}
 * repeats a failure.
 */
class LogFormatLawsTest {
  private static final long SEED = Long.getLong("seed", 20261001L);
  private static final int MUTATIONS_PER_LINE = 200;
  private static final int RANDOM_LINES = 2_000;

  /** Bytes that mean something to some format, so that random lines get deeper than the start. */
  private static final byte[] LIKELY =
      " \t\"\\|{}[]:,-/%#<>()0123456789GET.xhuT".getBytes(StandardCharsets.UTF_8);

  @TestFactory
  Stream<DynamicNode> everyFixture() {
    System.out.println("LogFormatLawsTest seed=" + SEED);
    return LogFormats.all().stream()
        .map(
            format ->
                dynamicContainer(
                    format.name(),
                    FormatFixture.of(format.name()).stream()
                        .map(
                            fixture ->
                                dynamicContainer(
                                    fixture.name(),
                                    Stream.of(
                                        dynamicTest(
                                            "lines cut short", () -> survivesTruncation(fixture)),
                                        dynamicTest(
                                            "changed bytes", () -> survivesMutation(fixture)),
                                        dynamicTest(
                                            "random bytes", () -> survivesRandomBytes(fixture)),
                                        dynamicTest(
                                            "same result anywhere in a buffer",
                                            () -> offsetDoesNotMatter(fixture)))))));
  }

  private static void survivesTruncation(FormatFixture fixture) {
    List<byte[]> lines = fixture.lines();
    for (int i = 0; i < lines.size(); i++) {
      LineParser parser = afterLines(fixture, lines, i);
      LogRequest request = new LogRequest();
      byte[] line = lines.get(i);
      for (int length = line.length; length >= 0; length--) {
        check(parser, Arrays.copyOf(line, length), request);
      }
    }
  }

  private static void survivesMutation(FormatFixture fixture) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> lines = fixture.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length == 0) {
        continue;
      }
      LineParser parser = afterLines(fixture, lines, i);
      LogRequest request = new LogRequest();
      for (int n = 0; n < MUTATIONS_PER_LINE; n++) {
        byte[] line = lines.get(i).clone();
        int changes = 1 + random.nextInt(4);
        for (int change = 0; change < changes; change++) {
          line[random.nextInt(line.length)] = randomByte(random);
        }
        check(parser, line, request);
      }
    }
  }

  private static void survivesRandomBytes(FormatFixture fixture) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> lines = fixture.lines();
    LineParser parser = afterLines(fixture, lines, lines.size());
    LogRequest request = new LogRequest();
    for (int n = 0; n < RANDOM_LINES; n++) {
      byte[] line = new byte[random.nextInt(400)];
      for (int i = 0; i < line.length; i++) {
        line[i] = randomByte(random);
      }
      check(parser, line, request);
    }
  }

  private static void offsetDoesNotMatter(FormatFixture fixture) {
    LineParser plain = fixture.parser();
    LineParser shifted = fixture.parser();
    LogRequest reused = new LogRequest();
    for (byte[] line : fixture.lines()) {
      LogRequest fresh = new LogRequest();
      LineOutcome expected = plain.parse(line, 0, line.length, fresh);
      // Around the line stands what would change its meaning if somebody looked.
      byte[] buffer = new byte[line.length + 14];
      Arrays.fill(buffer, (byte) '7');
      System.arraycopy(line, 0, buffer, 9, line.length);
      LineOutcome outcome = shifted.parse(buffer, 9, 9 + line.length, reused);

      assertThat(LineDescription.of(outcome, reused))
          .isEqualTo(LineDescription.of(expected, fresh));
    }
  }

  /** A parser that has read the first {@code count} lines, and so the header in force. */
  private static LineParser afterLines(FormatFixture fixture, List<byte[]> lines, int count) {
    LineParser parser = fixture.parser();
    LogRequest request = new LogRequest();
    for (byte[] line : lines.subList(0, count)) {
      parser.parse(line, 0, line.length, request);
    }
    return parser;
  }

  private static byte randomByte(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? (byte) random.nextInt(256)
        : LIKELY[random.nextInt(LIKELY.length)];
  }

  private static void check(LineParser parser, byte[] line, LogRequest request) {
    byte[] before = line.clone();
    try {
      LineOutcome outcome = parser.parse(line, 0, line.length, request);
      if (outcome == null
          || (outcome.ordinal() > LineOutcome.OTHER_FORMAT.ordinal()
              && outcome != LineOutcome.BYTES_OUT_OF_RANGE)) {
        throw new AssertionError("not an outcome a parser may give: " + outcome);
      }
      if (!Arrays.equals(line, before)) {
        throw new AssertionError("the parser changed the line");
      }
      if (outcome == LineOutcome.REQUEST) {
        checkRequest(request);
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed=" + SEED + " line (base64)=" + Base64.getEncoder().encodeToString(before), e);
    }
  }

  private static void checkRequest(LogRequest request) {
    LineDescription.of(LineOutcome.REQUEST, request); // reads every byte of every slice
    if (request.status < 0 || request.status > 999) {
      throw new AssertionError("status " + request.status);
    }
    if (request.timeMicros == Timestamps.INVALID) {
      throw new AssertionError("a request without a time");
    }
    if (!request.target.isPresent()) {
      throw new AssertionError("a request without a target");
    }
    if (request.bytesSent < LogRequest.ABSENT
        || request.rangeStart < LogRequest.ABSENT
        || request.contentLength < LogRequest.ABSENT
        || request.durationMicros < LogRequest.ABSENT) {
      throw new AssertionError("a negative number");
    }
  }
}
