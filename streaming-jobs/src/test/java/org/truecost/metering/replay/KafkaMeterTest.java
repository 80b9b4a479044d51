package org.truecost.metering.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.ingest.kafka.KafkaRecord;
import org.truecost.ingest.kafka.PushedLines;
import org.truecost.metering.BeginningDigests;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaLines;
import org.truecost.metering.KafkaMeter;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.PublishedBeginnings;
import org.truecost.metering.RunLineage;
import org.truecost.metering.SourceCounts;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.publish.OffsetsRead;
import org.truecost.tables.ArrivalDelays;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.Tables;

/** Lines that come as records of Kafka are metered as files are, but for lineage and ledger. */
class KafkaMeterTest {
  private static final String[] FATES = {
    "source", "file", "physical_lines", "directives", "blank", "counted", "rejected", "bytes_sent"
  };

  @TempDir static Path shared;
  private static Metered sample;

  @TempDir Path folder;
  private Metered metered;
  private KafkaMeter meter;
  private final List<EncodedCells> sent = new ArrayList<>();
  private PublishedBeginnings published = PublishedBeginnings.NONE;
  private long offset;

  @BeforeAll
  static void generate() throws Exception {
    sample = new Metered(shared, SampleLogs.sources());
    SampleLogs.generate(sample.logs, 6_000);
  }

  @BeforeEach
  void open() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
    meter = meter(metered, plan(List.of()), metered.caps);
  }

  @ParameterizedTest
  @CsvSource({"1, 300, 0", "2, 4096, 3", "3, 20000, 50", "4, 262144, 2"})
  void blocksOfAnySizeInAnyInterleavingAreMeteredAsFiles(long seed, int blockBytes, int flushEvery)
      throws Exception {
    Random random = new Random(seed);
    Metered files = new Metered(sample);
    Metered records = new Metered(sample);
    ReplayPlan planned = files.plan(List.of(files.logs), List.of());
    Map<String, Deque<KafkaRecord>> left = new TreeMap<>();
    for (PlannedFile file : planned.files()) {
      if (file.fate() == Fate.COUNTED) {
        left.put(file.file(), blocksOf(file, blockBytes));
      }
    }
    files.run();
    meter = meter(records, plan(List.of()), records.caps);

    List<String> names = new ArrayList<>(left.keySet());
    while (!names.isEmpty()) {
      String name = names.get(random.nextInt(names.size()));
      meter(left.get(name).removeFirst(), sample.asOf);
      if (left.get(name).isEmpty()) {
        names.remove(name);
      }
      if (flushEvery > 0 && random.nextInt(flushEvery) == 0) {
        meter.flush(sent::add);
      }
    }
    assertThat(offset).isGreaterThan(left.size() - 1);
    finish(records);

    for (CellKind kind : CellKind.all()) {
      if (kind != CellKind.LEDGER && kind != CellKind.REJECTS) {
        assertThat(records.summed(kind.table()))
            .as(kind.table().name())
            .isNotEmpty()
            .isEqualTo(files.summed(kind.table()));
      }
    }
    assertThat(fates(records)).isEqualTo(fates(files, left));
    String[] reject = {
      "source", "file", "reason", "line_number", "byte_offset", "line", "line_bytes", "header"
    };
    assertThat(records.select(Tables.REJECTS, reject))
        .isNotEmpty()
        .isEqualTo(files.select(Tables.REJECTS, reject));
    assertThat(read()).containsExactly(range(0, offset));
  }

  @Test
  void whatIsCountedForMetricsIsWhatTheTablesSay() throws Exception {
    Metered records = new Metered(sample);
    meter = meter(records, plan(List.of()), records.caps);
    for (PlannedFile file : records.plan(List.of(records.logs), List.of()).files()) {
      if (file.fate() == Fate.COUNTED) {
        blocksOf(file, 10_000).forEach(record -> meter(record, sample.asOf));
      }
    }
    finish(records);

    Map<String, Long> expected = new TreeMap<>();
    for (String row :
        records.select(
            Tables.LEDGER, "source", "physical_lines", "rejected", "bytes_sent", "duplicate")) {
      String[] fields = row.split(" \\| ", -1);
      expected.merge(fields[0] + " lines", Long.valueOf(fields[1]), Long::sum);
      expected.merge(fields[0] + " rejected", Long.valueOf(fields[2]), Long::sum);
      expected.merge(fields[0] + " bytes", Long.valueOf(fields[3]), Long::sum);
    }
    for (String row : records.select(Tables.USAGE, "source", "organization", "bytes_sent")) {
      String[] fields = row.split(" \\| ", -1);
      boolean attributed = !fields[1].equals("unattributed");
      expected.merge(
          fields[0] + " attributed", attributed ? Long.parseLong(fields[2]) : 0, Long::sum);
    }
    for (String row : records.select(Tables.REJECTS, "source", "reason", "lines")) {
      String[] fields = row.split(" \\| ", -1);
      expected.merge(fields[0] + " " + fields[1], Long.valueOf(fields[2]), Long::sum);
    }
    Map<String, Long> counted = new TreeMap<>();
    for (SourceCounts source : meter.counts().sources()) {
      if (source.lines() > 0) {
        counted.put(source.source() + " lines", source.lines());
        counted.put(source.source() + " rejected", source.rejected());
        counted.put(source.source() + " bytes", source.responseBytes());
        counted.put(source.source() + " attributed", source.attributedBytes());
        Arrays.stream(LineOutcome.values())
            .filter(reason -> source.rejected(reason) > 0)
            .forEach(
                reason ->
                    counted.put(source.source() + " " + reason.label(), source.rejected(reason)));
      }
    }
    assertThat(counted).hasSizeGreaterThan(20).isEqualTo(expected);
    assertThat(counted.values()).anyMatch(value -> value > 0);
    assertThat(meter.counts().blockRecords()).isEqualTo(offset);
  }

  @Test
  void aBlockIsReadByItsPreambleAfterAFlush() throws Exception {
    String header = CloudFrontLogs.HEADER;
    meter(block("f", 0, 0, header + CloudFrontLogs.line(1), "", false), now());
    meter.flush(sent::add);
    int second = header.length() + CloudFrontLogs.line(1).length();
    meter(block("f", second, 0, CloudFrontLogs.line(2), header, true), now());
    finish(metered);

    assertThat(sum("counted")).isEqualTo(2);
    assertThat(sum("directives")).isEqualTo(2);
    assertThat(sum("rejected")).isZero();
  }

  @Test
  void aBlockWithoutThePreambleItNeedsIsNotReadInAnotherFilesWay() throws Exception {
    meter(block("f", 0, 0, CloudFrontLogs.HEADER + CloudFrontLogs.line(1), "", true), now());
    meter(block("g", 700, 0, CloudFrontLogs.line(2), "", true), now());
    finish(metered);

    assertThat(sum("counted")).isEqualTo(1);
    assertThat(metered.select(Tables.REJECTS, "reason")).containsExactly("no_header");
  }

  @ParameterizedTest
  @CsvSource({"6, false", "6, true", "70, false", "70, true"})
  void aCutLastLineThatIsSentAgainCountsOnce(int cutAt, boolean flushed) throws Exception {
    String header = CloudFrontLogs.HEADER;
    String whole = CloudFrontLogs.line(2);
    String first = header + CloudFrontLogs.line(1);
    String cut = whole.substring(0, Math.min(cutAt, whole.length() - 2));
    meter(block("f", 0, 0, first + cut, "", true), now());
    if (flushed) {
      meter.flush(sent::add);
    }
    long published = (long) first.length() + cut.length();
    meter(
        block("f", first.length(), published, whole + CloudFrontLogs.line(3), header, true), now());
    finish(metered);

    assertThat(sum("counted")).isEqualTo(3);
    assertThat(sum("physical_lines")).isEqualTo(5);
    assertThat(sum("rejected")).isZero();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"static, true", "static, false", "no-such-source, true", "no-such-source, false"})
  void aCutLastLineOfAFileThatDoesNotCountIsOneLine(String source, boolean flushed)
      throws Exception {
    boolean setAside = source.equals("static");
    meter(fileThatDoesNotCount(source, setAside, 0, 0, "one\ntw"), now());
    if (flushed) {
      meter.flush(sent::add);
    }
    meter(fileThatDoesNotCount(source, setAside, 4, 6, "two\nthree\n"), now());
    finish(metered);

    assertThat(sum("physical_lines")).isEqualTo(3);
    assertThat(sum("set_aside")).isEqualTo(setAside ? 3 : 0);
    assertThat(sum("rejected")).isEqualTo(setAside ? 0 : 3);
    assertThat(meter.counts().sources().stream().mapToLong(SourceCounts::lines).sum()).isEqualTo(3);
  }

  private static BlockRecord fileThatDoesNotCount(
      String source, boolean setAside, long firstByte, long published, String lines) {
    return new BlockRecord(
        source,
        "f",
        "f.log",
        firstByte,
        published,
        "first",
        "digest",
        true,
        setAside,
        new byte[0],
        LocalDate.parse("2026-10-03"),
        0,
        "",
        "",
        0,
        lines.getBytes(UTF_8),
        BlockRecord.UNKNOWN_LINES);
  }

  @Test
  void pushedLinesCountForTheirTopicsSource() throws Exception {
    meter = meter(metered, plan(List.of(), Map.of("logs", "static")), metered.caps);
    String line = CloudFrontLogs.line(1).strip();
    meter(new PushedLines((CloudFrontLogs.HEADER + line).getBytes(UTF_8)), now());
    meter(new PushedLines((line + "\nnonsense").getBytes(UTF_8)), now());
    meter(new PushedLines(new byte[0]), now());
    finish(metered);

    assertThat(sum("physical_lines")).isEqualTo(5);
    assertThat(sum("counted")).isEqualTo(2);
    assertThat(metered.select(Tables.REJECTS, "file", "reason", "byte_offset"))
        .containsExactly("kafka/logs/0 | too_few_fields | " + (1 + line.length() + 1));
    assertThat(read()).containsExactly(range(0, 3));
  }

  @Test
  void pushedLinesOfNobodyAndRecordsThatLieAreRejected() throws Exception {
    meter(new PushedLines("a\nb\n".getBytes(UTF_8)), now());
    meter(
        BlockRecord.decode(
            List.of(
                new org.apache.kafka.common.header.internals.RecordHeader(
                    "truecost-block", "1".getBytes(UTF_8))),
            "some lines\n".getBytes(UTF_8)),
        now());
    meter(block("x", 0, 0, "c\nd\ne", "", true, "no-such-source"), now());
    finish(metered);

    assertThat(sum("physical_lines")).isEqualTo(6);
    assertThat(sum("rejected")).isEqualTo(6);
    assertThat(metered.select(Tables.REJECTS, "source", "reason"))
        .containsExactlyInAnyOrder(
            "unknown | unknown_source",
            "unknown | unknown_source",
            "unknown | unknown_source",
            "unknown | unknown_source",
            "unknown | unknown_source",
            "unknown | not_a_block");
    assertThat(metered.summed(Tables.USAGE)).isEmpty();
    assertThat(read()).containsExactly(range(0, 3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_763_900_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void aRecordOfATimeThatCannotBeIsOneRejectAndStopsNothing(long millis) throws Exception {
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    for (KafkaRecord record :
        List.of(block("f", 0, 0, file, "", true), new PushedLines(file.getBytes(UTF_8)))) {
      meter.meter(KafkaLines.of("logs", 0, offset++, millis, record), sent::add);
    }
    meter(block("f", 0, 0, file, "", true), now());
    finish(metered);

    assertThat(metered.select(Tables.REJECTS, "batch_id", "reason", "line_bytes"))
        .containsExactly(
            "unknown/1970-01-01 | not_a_block | " + file.length(),
            "unknown/1970-01-01 | not_a_block | " + file.length());
    assertThat(sum("counted")).isEqualTo(1);
    assertThat(read()).containsExactly(range(0, 3));
  }

  @ParameterizedTest
  @CsvSource({"9998-12-31, true", "9999-01-01, false", "9999-12-31, false"})
  void aBlockOfABatchDateThatCannotBeIsFaulty(LocalDate date, boolean good) {
    BlockRecord block = block("f", 0, 0, "one\n", "", true);
    Headers headers = block.headers();
    headers.remove("batch-date");
    headers.remove("first-line-digest");
    headers.remove("digest");
    headers.add("batch-date", date.toString().getBytes(UTF_8));
    headers.add("first-line-digest", sha256("one").getBytes(UTF_8));
    headers.add("digest", sha256("one\n").getBytes(UTF_8));

    assertThat(BlockRecord.decode(headers, block.lines()) instanceof BlockRecord).isEqualTo(good);
  }

  @Test
  void recordsThatAnotherJobMeteredArePassedOver() throws Exception {
    meter = meter(metered, plan(List.of(range(0, 1), range(2, 3))), metered.caps);
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    for (String name : List.of("a", "b", "c", "d")) {
      meter(block(name, 0, 0, file, "", true), now());
      meter.flush(sent::add);
    }
    finish(metered);

    assertThat(metered.select(Tables.LEDGER, "file", "counted"))
        .containsExactly("b.log | 1", "d.log | 1");
    assertThat(read()).containsExactly(range(1, 2), range(3, 4));
  }

  @ParameterizedTest
  @CsvSource({"100000, 0", "400, 0", "400, 3"})
  void aFileThatWasReplayedIsNotMeteredAgainAndWhatItGrewByIs(int blockBytes, int unfinished)
      throws Exception {
    String replayed = CloudFrontLogs.HEADER + CloudFrontLogs.line(1) + CloudFrontLogs.line(2);
    String all = replayed.substring(0, replayed.length() - unfinished);
    replayed = all;
    all += CloudFrontLogs.line(2).substring(CloudFrontLogs.line(2).length() - unfinished);
    long meteredBytes = unfinished == 0 ? replayed.length() : replayed.lastIndexOf('\n') + 1;
    all += CloudFrontLogs.line(3) + CloudFrontLogs.line(4);

    publishAfterReplayOf(replayed, meteredBytes, all, blockBytes);

    assertThat(sum("counted")).isEqualTo(unfinished == 0 ? 2 : 3);
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(unfinished == 0 ? 2 : 3);
    assertThat(sum("rejected")).isZero();
    assertThat(read()).containsExactly(range(0, offset));
  }

  @ParameterizedTest
  @CsvSource({"100000", "400"})
  void ofAFileThatOnlyBeginsAsAReplayedOneEveryLineCounts(int blockBytes) throws Exception {
    String begin = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    String replayed = begin + CloudFrontLogs.line(2);

    publishAfterReplayOf(
        replayed,
        replayed.length(),
        begin + CloudFrontLogs.line(3) + CloudFrontLogs.line(4),
        blockBytes);

    assertThat(sum("counted")).isEqualTo(3);
    assertThat(sum("duplicate")).isZero();
  }

  @Test
  void aReplayedFileIsOneDuplicateWhenItIsPublished() throws Exception {
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1) + CloudFrontLogs.line(2);

    publishAfterReplayOf(file, file.length(), file, 400);

    assertThat(metered.select(Tables.LEDGER, "physical_lines", "counted", "duplicate"))
        .containsExactly("4 | 0 | 4");
    assertThat(metered.summed(Tables.USAGE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"no-such-source, 2, 0", "static, 0, 0"})
  void aReplayMetersWhatCameWhileNobodyKnewItsSource(String source, long counted, long duplicate)
      throws Exception {
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1) + CloudFrontLogs.line(2);
    meter(published(source, "cf/a", false, "2026-10-03", file), now());
    finish(metered);
    long before = sum("counted");
    metered.write("cf/a", file);

    metered.run();

    assertThat(sum("counted") - before).isEqualTo(counted);
    assertThat(sum("duplicate")).isEqualTo(duplicate);
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(metered.run().files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"cf/a, true", "elsewhere/a, true", "cf/a, false"})
  void forceRestatesAFileThatCameByKafka(String name, boolean setAside) throws Exception {
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1) + CloudFrontLogs.line(2);
    meter(published("static", name, setAside, "2026-10-04", file), now());
    finish(metered);
    metered.write("cf/a", file);

    ReplayPlan plan = metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));

    assertThat(plan.restated()).containsOnly(Map.entry("static/2026-10-04", 2L));
    assertThat(metered.select(Tables.LEDGER, "batch_id", "revision", "counted", "set_aside"))
        .containsExactly("static/2026-10-04 | 2 | 2 | 0");
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
  }

  /** A whole file as one block, as a publisher sends it. */
  private static BlockRecord published(
      String source, String name, boolean setAside, String batchDate, String lines) {
    String firstLine =
        lines.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
    return new BlockRecord(
        source,
        "f",
        name,
        0,
        0,
        sha256(firstLine),
        sha256(lines),
        true,
        setAside,
        new byte[0],
        LocalDate.parse(batchDate),
        0,
        "",
        "",
        0,
        lines.getBytes(UTF_8),
        BlockRecord.UNKNOWN_LINES);
  }

  /** Publishes a file in blocks, to a meter whose data directory has a file by a replay. */
  private void publishAfterReplayOf(
      String replayed, long meteredBytes, String published, int blockBytes) throws Exception {
    CoveredFile covered =
        new CoveredFile(
            "static",
            "any.gz",
            "static/2026-10-03",
            1,
            "counted",
            sha256(replayed),
            replayed.length(),
            replayed.length() - meteredBytes,
            sha256("as it lies there"),
            sha256("first"),
            "",
            4,
            0);
    List<BlockRecord> blocks = new ArrayList<>();
    int from = 0;
    while (from < published.length()) {
      int to = published.lastIndexOf('\n', from + blockBytes) + 1;
      to = to <= from ? published.indexOf('\n', from) + 1 : to;
      String preamble = from == 0 ? "" : CloudFrontLogs.HEADER;
      blocks.add(
          new BlockRecord(
              "static",
              "f",
              "f.log",
              from,
              0,
              sha256("first"),
              sha256(published.substring(0, to)),
              to == published.length(),
              false,
              preamble.getBytes(UTF_8),
              LocalDate.parse("2026-10-03"),
              0,
              "",
              "",
              0,
              published.substring(from, to).getBytes(UTF_8),
              BlockRecord.UNKNOWN_LINES));
      from = to;
    }
    this.published =
        (block, lengths) -> {
          BeginningDigests digests = new BeginningDigests(lengths);
          blocks.forEach(record -> digests.add(record.toLogBlock(0), record.digest()));
          return digests.taken();
        };
    meter = meter(metered, plan(List.of()).knowing(List.of(covered)), metered.caps);
    for (BlockRecord block : blocks) {
      meter(block, now());
    }
    finish(metered);
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.start().digest(text.getBytes(UTF_8)));
  }

  @Test
  void aLinesFutureBeginsAtItsRecordsTime() throws Exception {
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    meter(block("a", 0, 0, file, "", true), Instant.parse("2026-10-03T10:00:00Z"));
    meter(block("b", 0, 0, file, "", true), Instant.parse("2026-10-03T10:14:00Z"));
    finish(metered);

    assertThat(metered.select(Tables.LEDGER, "file", "counted", "rejected"))
        .containsExactly("a.log | 0 | 1", "b.log | 1 | 0");
    assertThat(metered.select(Tables.REJECTS, "reason")).containsExactly("in_the_future");
  }

  @Test
  void aLinesDelayIsFromItsEventToItsRecordsTime() throws Exception {
    // Of 10:15:11 and 10:15:12.
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    String more = CloudFrontLogs.line(2);
    meter(block("a", 0, 0, file, "", false), Instant.parse("2026-10-03T10:15:21Z"));
    meter(
        block("a", file.length(), 0, more, CloudFrontLogs.HEADER, true),
        Instant.parse("2026-10-03T11:15:12.001Z"));
    meter(block("early", 0, 0, file, "", true), Instant.parse("2026-10-03T10:14:00Z"));
    meter(block("old", 0, 0, file, "", true), Instant.parse("2026-10-30T10:15:11Z"));
    meter.flush(sent::add);
    meter(block("b", 0, 0, file + more, "", true), Instant.parse("2026-10-03T10:15:12.500Z"));
    finish(metered);

    assertThat(
            metered.select(
                Tables.LEDGER,
                "file",
                "counted",
                "delay_ten_seconds",
                "delay_one_hour",
                "delay_three_hours",
                "delay_longer",
                "delay_longest_micros"))
        .containsExactly(
            "a.log | 2 | 1 | 0 | 1 | 0 | 3600001000",
            "b.log | 2 | 2 | 0 | 0 | 0 | 1500000",
            "early.log | 1 | 1 | 0 | 0 | 0 | null",
            "old.log | 1 | 0 | 0 | 0 | 1 | " + 27 * 86_400_000_000L);
    long known = 0;
    for (String column : ArrivalDelays.counts()) {
      known += sum(column);
    }
    assertThat(known).isEqualTo(sum("counted"));
  }

  @Test
  void aReplayedFileTellsNoDelay() throws Exception {
    metered.write("cf/a.log", CloudFrontLogs.HEADER + CloudFrontLogs.line(1));
    metered.run();

    assertThat(sum("counted")).isEqualTo(1);
    for (String column : ArrivalDelays.counts()) {
      assertThat(sum(column)).as(column).isZero();
    }
    assertThat(metered.select(Tables.LEDGER, ArrivalDelays.LONGEST)).containsExactly("null");
  }

  @Test
  void setAsideFilesAreNotCounted() throws Exception {
    BlockRecord block = block("a", 0, 0, "one\ntwo\n", "", true);
    meter(
        new BlockRecord(
            block.source(),
            block.file(),
            block.name(),
            0,
            0,
            "",
            "",
            true,
            true,
            new byte[0],
            block.batchDate(),
            0,
            "",
            "",
            0,
            block.lines(),
            BlockRecord.UNKNOWN_LINES),
        now());
    finish(metered);

    assertThat(metered.select(Tables.LEDGER, "physical_lines", "set_aside", "rejected"))
        .containsExactly("2 | 2 | 0");
  }

  @Test
  void cellsLeaveByThemselvesWhenMemoryIsShortWithTheOffsetsTheyBelongTo() throws Exception {
    meter = meter(metered, plan(List.of()), new MeterCaps(1, 1, 1_000, 1_000, 1));
    String file = CloudFrontLogs.HEADER + CloudFrontLogs.line(1);
    meter(block("a", 0, 0, file, "", true), now());

    assertThat(read()).containsExactly(range(0, 1));
    meter(block("b", 0, 0, file, "", true), now());
    finish(metered);
    assertThat(sum("counted")).isEqualTo(2);
    assertThat(read()).containsExactly(range(0, 2));
  }

  private void meter(KafkaRecord record, Instant time) {
    meter.meter(KafkaLines.of("logs", 0, offset++, time.toEpochMilli(), record), sent::add);
  }

  private void finish(Metered into) {
    meter.flush(sent::add);
    into.total(sent.stream().filter(cells -> cells.kind != EncodedCells.OFFSETS).toList());
  }

  private List<CoveredOffsets> read() {
    return CoveredOffsets.joined(
        sent.stream()
            .filter(cells -> cells.kind == EncodedCells.OFFSETS)
            .flatMap(cells -> OffsetsRead.decode(cells).stream())
            .toList());
  }

  private long sum(String column) {
    return metered.sum(Tables.LEDGER, column);
  }

  private KafkaMeter meter(Metered metered, KafkaPlan plan, MeterCaps caps) throws Exception {
    return new KafkaMeter(
        metered.catalog(),
        plan,
        new RunLineage("meter-1", "default/test", "digest"),
        new ClientKeys(metered.keys),
        caps,
        published);
  }

  private static KafkaPlan plan(List<CoveredOffsets> known) {
    return plan(known, Map.of());
  }

  private static KafkaPlan plan(List<CoveredOffsets> known, Map<String, String> pushed) {
    return KafkaPlan.of("cluster", pushed, known, Map.of());
  }

  private static CoveredOffsets range(long from, long to) {
    return new CoveredOffsets("cluster/logs/0", from, to);
  }

  private static Instant now() {
    return Replayed.AS_OF;
  }

  private static Deque<KafkaRecord> blocksOf(PlannedFile file, int blockBytes) throws Exception {
    Deque<KafkaRecord> records = new ArrayDeque<>();
    TreeMap<String, String> directives = new TreeMap<>(java.util.Comparator.reverseOrder());
    long linesBefore = 0;
    try (FileBlocks blocks = FileBlocks.open(Path.of(file.path()), 0, 0, blockBytes)) {
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        byte[] lines = Arrays.copyOf(block.bytes, block.length);
        ByteArrayOutputStream preamble = new ByteArrayOutputStream();
        directives.values().forEach(line -> preamble.writeBytes((line + "\n").getBytes(UTF_8)));
        records.add(
            new BlockRecord(
                file.source(),
                file.file(),
                file.file(),
                block.firstByte,
                0,
                file.firstLineDigest(),
                "digest",
                block.last,
                false,
                preamble.toByteArray(),
                LocalDate.parse(file.batchId().substring(file.batchId().lastIndexOf('/') + 1)),
                0,
                "",
                block.fault,
                block.faultBytes,
                lines,
                linesBefore));
        linesBefore += new String(lines, UTF_8).chars().filter(c -> c == '\n').count();
        linesBefore += block.fault.isEmpty() ? 0 : 1;
        new String(lines, UTF_8)
            .lines()
            .filter(line -> line.startsWith("#Version") || line.startsWith("#Fields"))
            .forEach(line -> directives.put(line.substring(0, 4), line));
      }
    }
    return records;
  }

  private static BlockRecord block(
      String file, long firstByte, long published, String lines, String preamble, boolean last) {
    return block(file, firstByte, published, lines, preamble, last, "static");
  }

  private static BlockRecord block(
      String file,
      long firstByte,
      long published,
      String lines,
      String preamble,
      boolean last,
      String source) {
    return new BlockRecord(
        source,
        file,
        file + ".log",
        firstByte,
        published,
        "first",
        "digest",
        last,
        false,
        preamble.getBytes(UTF_8),
        LocalDate.parse("2026-10-03"),
        0,
        "",
        "",
        0,
        lines.getBytes(UTF_8),
        BlockRecord.UNKNOWN_LINES);
  }

  private static Map<String, List<Long>> fates(Metered metered) {
    return fates(metered, null);
  }

  /** Source and file to the sums of what became of its lines. */
  private static Map<String, List<Long>> fates(Metered metered, Map<String, ?> only) {
    return metered.select(Tables.LEDGER, FATES).stream()
        .map(row -> row.split(" \\| ", -1))
        .filter(row -> only == null || only.containsKey(row[1]))
        .collect(
            Collectors.toMap(
                row -> row[0] + " " + row[1],
                row -> Arrays.stream(row).skip(2).map(Long::valueOf).toList(),
                KafkaMeterTest::sum,
                TreeMap::new));
  }

  private static List<Long> sum(List<Long> first, List<Long> second) {
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      sum.add(first.get(i) + second.get(i));
    }
    return sum;
  }
}
