package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.ingest.block.LogBlock;

class BlockRecordTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void comesBackAsItWasSent() {
    BlockRecord sent = block(false, "", 0, "one\ntwo\n");

    KafkaRecord received = BlockRecord.decode(sent.headers(), sent.lines());

    assertThat(received).usingRecursiveComparison().isEqualTo(sent);
    assertThat(sent.key()).isEqualTo("ab12-0".getBytes(UTF_8));
    assertThat(sent.endByte()).isEqualTo(1008);
  }

  @Test
  void comesBackWithEverythingOptional() {
    BlockRecord sent =
        new BlockRecord(
            "crates-io-static",
            "ab12-0",
            "günlük/ığ.log",
            1_000,
            1_002,
            DIGEST,
            DIGEST,
            true,
            true,
            "#Version: 1.0\n#Fields: date time\n".getBytes(UTF_8),
            LocalDate.of(2026, 10, 1),
            1_790_000_000_000L,
            DIGEST,
            "corrupt_compression",
            12,
            "one".getBytes(UTF_8),
            17);

    KafkaRecord received = BlockRecord.decode(sent.headers(), sent.lines());

    assertThat(received).usingRecursiveComparison().isEqualTo(sent);
  }

  @Test
  void becomesABlockOfTheMeteringJob() {
    BlockRecord record = block(true, "", 0, "one\ntwo");

    LogBlock block = record.toLogBlock(7);

    assertThat(block.fileIndex).isEqualTo(7);
    assertThat(block.length).isEqualTo(7);
    assertThat(block.firstByte).isEqualTo(1_000);
    assertThat(block.last).isTrue();
    assertThat(block.decodedBytes).isEqualTo(1_007);
    assertThat(block.decodedDigest).isEqualTo(DIGEST);
  }

  @Test
  void aLineThatIsTooLongIsPartOfTheFileAndDamageIsNot() {
    assertThat(block(false, "line_too_long", 5_000, "").endByte()).isEqualTo(6_000);
    assertThat(block(true, "corrupt_compression", 5_000, "").endByte()).isEqualTo(1_000);
  }

  @Test
  void theEndOfAFileMayBeEmpty() {
    BlockRecord end = block(true, "", 0, "");

    assertThat(BlockRecord.decode(end.headers(), null)).isInstanceOf(BlockRecord.class);
    assertThat(BlockRecord.decode(end.headers(), new byte[0])).isInstanceOf(BlockRecord.class);
  }

  @Test
  void whatHasNoMagicWasPushedByACdn() {
    Headers foreign = new RecordHeaders().add("traceparent", null).add("source", bytes("x"));

    KafkaRecord received = BlockRecord.decode(foreign, bytes("one\ntwo"));

    assertThat(received).isInstanceOf(PushedLines.class);
    assertThat(((PushedLines) received).lines()).isEqualTo(bytes("one\ntwo"));
    assertThat(BlockRecord.decode(List.of(), null)).isInstanceOf(PushedLines.class);
  }

  @Test
  void aStoredDigestMayBeMissingButNotWrong() {
    BlockRecord sent = block(false, "", 0, "one\n");

    assertThat(sent.storedDigest()).isEmpty();
    assertThat(BlockRecord.decode(sent.headers(), sent.lines())).isInstanceOf(BlockRecord.class);
    assertThat(BlockRecord.decode(sent.headers().add("stored-digest", bytes("0123")), sent.lines()))
        .isInstanceOf(FaultyRecord.class);
  }

  @Test
  void headersOfOthersAreLeftAlone() {
    BlockRecord sent = block(false, "", 0, "one\n");
    Headers headers = sent.headers().add("traceparent", bytes("00-1")).add("traceparent", null);

    assertThat(BlockRecord.decode(headers, sent.lines())).isInstanceOf(BlockRecord.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source",
        "file",
        "name",
        "first-byte",
        "first-line-digest",
        "digest",
        "batch-date",
        "arrived"
      })
  void namesTheHeaderThatIsMissing(String name) {
    BlockRecord sent = block(false, "", 0, "one\n");
    Headers headers = sent.headers().remove(name);

    assertThat(reason(headers, sent.lines())).contains("the header " + name + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "truecost-block, 2, version",
    "truecost-block, '', truecost-block",
    "source, '', source",
    "source, a b, source",
    "file, '', file",
    "name, '', name",
    "first-byte, -1, first-byte",
    "first-byte, +1, first-byte",
    "first-byte, ' 1', first-byte",
    "first-byte, 9223372036854775807, first-byte",
    "first-byte, 99999999999999999999, first-byte",
    "first-byte, 1e3, first-byte",
    "first-byte, ١, first-byte",
    "published-bytes, 1005, published-bytes",
    "first-line-digest, 0123, first-line-digest",
    "digest, 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF, digest",
    "end, 1003, end",
    "end, '', end",
    "batch-date, 2026-02-30, batch-date",
    "batch-date, +999999999-01-01, batch-date",
    "batch-date, today, batch-date",
    "arrived, soon, arrived",
    "fault, kaputt, fault",
    "fault, bad_time, fault",
  })
  void namesTheHeaderThatIsWrong(String name, String value, String named) {
    BlockRecord sent = block(false, "", 0, "one\n");
    Headers headers = sent.headers().remove(name).add(name, bytes(value));

    assertThat(reason(headers, sent.lines()))
        .startsWith("Not a block of log lines: ")
        .contains(named);
  }

  @Test
  void aHeaderThatIsThereTwiceIsNotBelieved() {
    BlockRecord sent = block(false, "", 0, "one\n");
    Headers headers = sent.headers().add("first-byte", bytes("0"));

    assertThat(reason(headers, sent.lines())).contains("first-byte is there twice");
  }

  @Test
  void textThatIsNotUtf8IsNotBelieved() {
    BlockRecord sent = block(false, "", 0, "one\n");
    Headers headers = sent.headers().remove("name").add("name", new byte[] {(byte) 0xFF});

    assertThat(reason(headers, sent.lines())).contains("the header name");
  }

  @Test
  void aNameOrPreambleWithoutEndIsNotBelieved() {
    BlockRecord sent = block(false, "", 0, "one\n");
    byte[] large = new byte[100_000];

    assertThat(reason(sent.headers().remove("name").add("name", large), sent.lines()))
        .contains("name");
    assertThat(reason(sent.headers().add("preamble", large), sent.lines())).contains("preamble");
  }

  @Test
  void onlyTheLastBlockMayEndWithinALine() {
    assertThat(reason(block(false, "", 0, "one\ntw").headers(), bytes("one\ntw")))
        .contains("within a line");
    assertThat(reason(block(false, "", 0, "").headers(), new byte[0])).contains("is empty");
  }

  /** Whatever a stranger writes, the answer is a value. */
  @Test
  void neverThrows() {
    Random random = new Random(20261122);
    List<String> names =
        List.of(
            "truecost-block",
            "source",
            "file",
            "name",
            "first-byte",
            "published-bytes",
            "first-line-digest",
            "digest",
            "end",
            "set-aside",
            "preamble",
            "batch-date",
            "arrived",
            "fault",
            "fault-bytes",
            "else");
    int blocks = 0;
    for (int i = 0; i < 50_000; i++) {
      Headers headers = block(random.nextBoolean(), "", 0, "one\n").headers();
      for (int change = random.nextInt(3); change > 0; change--) {
        String name = names.get(random.nextInt(names.size()));
        headers.remove(name);
        if (random.nextBoolean()) {
          headers.add(new RecordHeader(name, noise(random)));
        }
      }
      byte[] value = random.nextInt(10) == 0 ? null : noise(random);

      KafkaRecord received = BlockRecord.decode((Iterable<Header>) headers, value);

      blocks += received instanceof BlockRecord ? 1 : 0;
      if (received instanceof FaultyRecord faulty) {
        assertThat(faulty.reason()).isNotEmpty();
      }
    }
    assertThat(blocks).isPositive();
  }

  private static byte[] noise(Random random) {
    if (random.nextInt(8) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(70)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? random.nextInt() : '0' + random.nextInt(10));
    }
    return bytes;
  }

  private static String reason(Headers headers, byte[] value) {
    KafkaRecord received = BlockRecord.decode(headers, value);
    assertThat(received).isInstanceOf(FaultyRecord.class);
    return ((FaultyRecord) received).reason();
  }

  private static BlockRecord block(boolean last, String fault, long faultBytes, String lines) {
    return new BlockRecord(
        "crates-io-static",
        "ab12-0",
        "cloudfront/a.log.gz",
        1_000,
        0,
        DIGEST,
        DIGEST,
        last,
        false,
        new byte[0],
        LocalDate.of(2026, 10, 1),
        1_790_000_000_000L,
        "",
        fault,
        faultBytes,
        bytes(lines),
        BlockRecord.UNKNOWN_LINES);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
