package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truecost.metering.replay.CloudFrontLogs.HEADER;
import static org.truecost.metering.replay.CloudFrontLogs.gzip;
import static org.truecost.metering.replay.CloudFrontLogs.line;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.tables.Tables;

/** What becomes of bad lines and bad files: each is counted with its reason, none stops a run. */
class FatesTest {
  private static final String LONG_AGO = "1970-01-01";

  @TempDir Path folder;
  private Metered metered;

  @BeforeEach
  void makeFolder() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
  }

  @Test
  void anEmptyFileHasALedgerRowOfNothing() throws Exception {
    metered.write("cf/empty", "");
    metered.run();
    assertFates("0 | 0 | 0 | 0 | 0 | 0 | 0");
  }

  @Test
  void aTruncatedGzipKeepsItsGoodPrefixAndReportsTheRest() throws Exception {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 2_000; i++) {
      text.append(line("2026-10-03", "10:15:00", Integer.toString(i * 7919), "-", "200", "0.1"));
    }
    byte[] stored = gzip(text.toString());
    metered.write("cf/a", Arrays.copyOf(stored, stored.length / 2));
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, "counted")).isBetween(500L, 1_900L);
    assertThat(metered.select(Tables.REJECTS, "reason", "lines"))
        .containsExactly("corrupt_compression | 1");
  }

  @Test
  void aGzipWithoutOneGoodByteIsReported() throws Exception {
    byte[] stored = gzip(HEADER + line(1));
    metered.write("cf/a", Arrays.copyOf(stored, 10));
    metered.run();
    assertFates("1 | 0 | 0 | 0 | 0 | 1 | 0");
    assertThat(metered.select(Tables.REJECTS, "reason", "line_bytes"))
        .containsExactly("corrupt_compression | 0");
  }

  @Test
  void whatHoldsNothingRepeatsNothing() throws Exception {
    byte[] stored = gzip(HEADER + line(1));
    metered.write("cf/damaged", Arrays.copyOf(stored, 10));
    metered.write("cf/empty", "");
    metered.write("cf/empty-too", "");
    ReplayPlan plan = metered.run();
    assertThat(plan.files())
        .extracting(PlannedFile::fate)
        .containsExactly(Fate.COUNTED, Fate.COUNTED, Fate.COUNTED);
    assertThat(metered.select(Tables.REJECTS, "file")).containsExactly("cf/damaged");
    assertThat(metered.run().files()).isEmpty();
  }

  @Test
  void aLineOfFiftyMegabytesIsRejectedWithItsLength() throws Exception {
    byte[] good = (HEADER + line(1)).getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(good, good.length + 50_000_000 + good.length);
    Arrays.fill(file, good.length, good.length + 50_000_000, (byte) 'x');
    file[good.length + 50_000_000 - 1] = '\n';
    System.arraycopy(good, 0, file, good.length + 50_000_000, good.length);
    metered.write("cf/a", file);
    metered.run();
    assertFates("7 | 4 | 0 | 2 | 0 | 1 | 0");
    assertThat(metered.select(Tables.REJECTS, "reason", "line_number", "line_bytes"))
        .containsExactly("line_too_long | 4 | 50000000");
  }

  @Test
  void binaryGarbageIsRejectedLineByLine() throws Exception {
    byte[] garbage = new byte[5_000];
    new java.util.SplittableRandom(1).nextBytes(garbage);
    metered.write("cf/a", garbage);
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, "counted")).isZero();
    assertThat(metered.sum(Tables.LEDGER, "rejected")).isPositive();
  }

  @Test
  void carriageReturnsAndAByteOrderMarkAreNoPartOfALine() throws Exception {
    metered.write("cf/a", "\uFEFF" + (HEADER + line(1) + "\n" + line(2)).replace("\n", "\r\n"));
    metered.run();
    assertFates("5 | 2 | 1 | 2 | 0 | 0 | 0");
  }

  @Test
  void zerosAndMalformedUtf8StayInsideTheirLine() throws Exception {
    byte[] text =
        (HEADER + line(1).replace("a-1.0.0", "a\0b") + line(2).replace("a-1.0.0", "a~b"))
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i] == '~' ? (byte) 0xC3 : text[i];
    }
    metered.write("cf/a", text);
    metered.run();
    assertFates("4 | 2 | 0 | 2 | 0 | 0 | 0");
  }

  @Test
  void anUnknownVersionRejectsWhatFollows() throws Exception {
    metered.write("cf/a", HEADER.replace("1.0", "9.9") + line(1));
    metered.run();
    assertReject("unknown_version");
  }

  @Test
  void aLineWithMissingColumnsIsRejected() throws Exception {
    metered.write("cf/a", HEADER + "2026-10-03\t10:15:00\t5\n");
    metered.run();
    assertReject("too_few_fields");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-03, 10:15:00, 5, 192.0.2.1, 000, 0.1, ''",
    "2026-10-03, 10:15:00, 5, 2001:db8::1, 200, 0.1, ''",
    "2026-10-03, 10:15:00, 5, ::ffff:192.0.2.1, 200, 0.1, ''",
    "2026-10-03, 10:15:00, 5, 192.0.2.1:443, 200, 0.1, ''",
    "2026-10-03, 10:15:00, -, 192.0.2.1, 200, 0.1, ''",
    "2026-10-03, 10:15:00, -5, 192.0.2.1, 200, 0.1, bad_bytes",
    "2026-10-03, 10:15:00, 1099511627776, 192.0.2.1, 200, 0.1, ''",
    "2026-10-03, 10:15:00, 1099511627777, 192.0.2.1, 200, 0.1, bytes_out_of_range",
    "2026-10-03, 10:15:00, 5, 192.0.2.1, 2000, 0.1, bad_status",
    "2026-13-03, 10:15:00, 5, 192.0.2.1, 200, 0.1, bad_time",
    "2026-10-03, 10:15:00, 5, 192.0.2.1, 200, 999999999999, ''",
    "2026-10-03, 10:15:00, 5, 192.0.2.1, 200, 99999999999, ''",
    "1970-01-01, 00:00:00, 5, 192.0.2.1, 200, 0.1, before_validity",
    "2019-12-31, 23:59:59, 5, 192.0.2.1, 200, 0.1, before_validity",
    "2020-01-01, 00:00:00, 5, 192.0.2.1, 200, 0.1, ''",
    "2026-11-01, 00:04:59, 5, 192.0.2.1, 200, 0.1, ''",
    "2026-11-01, 00:05:00, 5, 192.0.2.1, 200, 0.1, in_the_future",
    "2099-01-01, 00:00:00, 5, 192.0.2.1, 200, 0.1, in_the_future"
  })
  void oneLine(
      String date,
      String time,
      String bytes,
      String client,
      String status,
      String taken,
      String reason)
      throws Exception {
    metered.write("cf/a", HEADER + line(date, time, bytes, client, status, taken));
    metered.run();
    if (reason.isEmpty()) {
      assertFates("3 | 2 | 0 | 1 | 0 | 0 | 0");
      assertThat(metered.sum(Tables.BANDWIDTH, "bytes_sent"))
          .isEqualTo(metered.sum(Tables.LEDGER, "bytes_sent"));
    } else {
      assertReject(reason);
    }
  }

  @Test
  void anEventAtTheEndOfValidityIsTooLate() throws Exception {
    metered.sources += "    valid_to: 2026-10-04\n";
    metered.write(
        "cf/a",
        HEADER
            + line("2026-10-03", "23:59:59", "5", "-", "200", "0.1")
            + line("2026-10-04", "00:00:00", "5", "-", "200", "0.1"));
    metered.run();
    assertFates("4 | 2 | 0 | 1 | 0 | 1 | 0");
    assertThat(metered.select(Tables.REJECTS, "reason")).containsExactly("after_validity");
  }

  @ParameterizedTest
  @CsvSource({"99, rejected", "100, set_aside"})
  void aWrongFormatSetsAFileAsideFromAHundredLinesOn(int lines, String fate) throws Exception {
    metered.write("cf/a", HEADER + "no such line\n".repeat(lines));
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, fate))
        .isEqualTo(fate.equals("rejected") ? lines : lines + 2);
  }

  @ParameterizedTest
  @CsvSource({"5000, 0", "5001, 10003"})
  void overHalfOfTheFirstTenThousandLinesDecide(int bad, int setAside) throws Exception {
    metered.write("cf/a", HEADER + "no such line\n".repeat(bad) + line(1).repeat(10_001 - bad));
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, "set_aside")).isEqualTo(setAside);
  }

  @Test
  void keepsAThousandRejectsOfAReasonAndCountsTheRest() throws Exception {
    metered.write("cf/a", HEADER + line(1).repeat(3_000) + "bad\n".repeat(1_007));
    metered.run();
    assertThat(metered.sum(Tables.REJECTS, "lines")).isEqualTo(1_007);
    assertThat(metered.select(Tables.REJECTS, "line_number", "lines"))
        .hasSize(1_001)
        .contains("null | 7");
  }

  @Test
  void identicalLinesOfAFileBothCount() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(1));
    metered.run();
    assertThat(metered.sum(Tables.DOWNLOADS, "downloads")).isEqualTo(2);
  }

  @Test
  void readsTimesOfEveryZoneAndPrecisionAsUtc() throws Exception {
    metered.sources =
        """
        sources:
          - id: json
            registry: crates-io
            provider: fastly
            billing_account: account
            format: { json: { time: t, url: u, status: s, bytes_sent: b } }
            files: ["cf/*"]
            bytes: body
            region: eu
            valid_from: 2020-01-01
        """;
    String rest = "\"u\":\"/crates/a/a-1.0.0.crate\",\"s\":\"200\",\"b\":\"7\"}\n";
    metered.write(
        "cf/a",
        "{\"t\":\"2026-10-03T10:15:00Z\","
            + rest
            + "{\"t\":\"2026-10-03T15:45:00.123456789+05:30\","
            + rest
            + "{\"t\":\"2026-10-02T23:15:00.5-11:00\","
            + rest);
    metered.run();
    assertThat(metered.select(Tables.USAGE, "hour", "requests", "bytes_sent"))
        .containsExactly(
            java.time.Instant.parse("2026-10-03T10:00:00Z").getEpochSecond() * 1_000_000
                + " | 3 | 21");
  }

  @Test
  void aDateOfLongAgoIsCountedWhereTheSourceIsValid() throws Exception {
    metered.sources = metered.sources.replace("2020-01-01", LONG_AGO);
    metered.write("cf/a", HEADER + line(LONG_AGO, "00:00:01", "5", "192.0.2.1", "200", "0.1"));
    metered.run();
    assertFates("3 | 2 | 0 | 1 | 0 | 0 | 0");
  }

  private void assertReject(String reason) {
    assertFates("3 | 2 | 0 | 0 | 0 | 1 | 0");
    assertThat(metered.select(Tables.REJECTS, "reason", "lines"))
        .isEqualTo(List.of(reason + " | 1"));
  }

  private void assertFates(String fates) {
    assertThat(
            metered.select(
                Tables.LEDGER,
                "physical_lines",
                "directives",
                "blank",
                "counted",
                "duplicate",
                "rejected",
                "set_aside"))
        .containsExactly(fates);
  }
}
