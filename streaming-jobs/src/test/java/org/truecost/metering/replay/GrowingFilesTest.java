package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.cells.CellKind;
import org.truecost.tables.Tables;

/** A log that is read while it grows is metered as if it had been read once, at its end (law 2). */
class GrowingFilesTest {
  private static final List<String> FATES =
      List.of(
          "physical_lines", "directives", "blank", "counted", "duplicate", "rejected", "set_aside");

  /** Their last field is free text or a number: what is left of a cut line can be a line. */
  private static final Set<String> FORMATS_THAT_READ_CUT_LINES =
      Set.of("cloudfront", "s3-access", "pypi-linehaul", "fastly-text");

  @TempDir static Path shared;
  @TempDir Path folder;

  /** For each source of the sample, by file, some hundred lines of it. */
  private static final Map<String, byte[]> LOGS = new TreeMap<>();

  /** Those of them of which a cut line is never taken for a whole one. */
  private static final Map<String, byte[]> UNMISTAKABLE = new TreeMap<>();

  @BeforeAll
  static void generate() throws Exception {
    Metered sample = new Metered(shared, SampleLogs.sources());
    SampleLogs.generate(sample.logs, 6_000);
    Map<String, InputFiles.InputFile> fileOfSource = new TreeMap<>();
    for (InputFiles.InputFile file :
        InputFiles.find(
                List.of(sample.logs),
                sample.logs,
                sample.catalog().sources().values(),
                Optional.empty())
            .matched()) {
      byte[] bytes = decoded(file.path());
      InputFiles.InputFile other = fileOfSource.get(file.source().id());
      if (other == null || LOGS.get(other.file()).length < bytes.length) {
        if (other != null) {
          LOGS.remove(other.file());
        }
        fileOfSource.put(file.source().id(), file);
        LOGS.put(file.file(), bytes);
      }
    }
    assertThat(fileOfSource.keySet()).isEqualTo(sample.catalog().sources().keySet());
    LOGS.replaceAll((file, bytes) -> Arrays.copyOf(bytes, behindLine(bytes, 30_000)));
    for (InputFiles.InputFile file : fileOfSource.values()) {
      if (!FORMATS_THAT_READ_CUT_LINES.contains(file.source().format().name())) {
        UNMISTAKABLE.put(file.file(), LOGS.get(file.file()));
      }
    }
    assertThat(UNMISTAKABLE).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aLogThatIsReadWhileItGrowsIsMeteredAsIfReadOnce(long seed) throws Exception {
    Metered once = once(UNMISTAKABLE);
    Metered growing = growing(UNMISTAKABLE, new SplittableRandom(seed), once);

    for (CellKind kind : CellKind.all()) {
      if (kind != CellKind.LEDGER) {
        assertThat(growing.summed(kind.table()))
            .as(kind.table().name())
            .isEqualTo(once.summed(kind.table()));
      }
    }
    assertSameFates(growing, once);
    assertThat(growing.sum(Tables.LEDGER, "bytes_sent"))
        .isEqualTo(once.sum(Tables.LEDGER, "bytes_sent"));
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void everyLineCountsOnceThoughACutOneWasTakenForWhole(long seed) throws Exception {
    Metered once = once(LOGS);

    assertSameFates(growing(LOGS, new SplittableRandom(seed), once), once);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void copiesOfALogFromAnyTimeInAnyOrderCountOnce(long seed) throws Exception {
    Metered once = once(UNMISTAKABLE);
    Metered copies = new Metered(folder.resolve("copies"), once);
    Random random = new Random(seed);
    Map<String, List<Integer>> lengths = new TreeMap<>();
    UNMISTAKABLE.forEach((file, bytes) -> lengths.put(file, lengths(bytes, random)));
    int undecided = 0;
    while (!lengths.isEmpty()) {
      for (String file : lengths.keySet()) {
        copies.write(file, Arrays.copyOf(UNMISTAKABLE.get(file), lengths.get(file).remove(0)));
      }
      lengths.values().removeIf(List::isEmpty);
      undecided += copies.run().undecided().size();
    }

    assertThat(undecided).isPositive();
    assertSameFates(copies, once);
    assertThat(copies.summed(Tables.USAGE)).isEqualTo(once.summed(Tables.USAGE));
  }

  private static List<Integer> lengths(byte[] bytes, Random random) {
    List<Integer> lengths = new ArrayList<>(List.of(bytes.length));
    int secondLine = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int i = 0; i < 4; i++) {
      int from = Math.min(Math.max(secondLine, 1_000), bytes.length - 1);
      lengths.add(from + random.nextInt(bytes.length - from));
    }
    Collections.shuffle(lengths, random);
    return lengths;
  }

  private Metered once(Map<String, byte[]> logs) throws Exception {
    Metered once = new Metered(folder.resolve("once"), SampleLogs.sources());
    for (Map.Entry<String, byte[]> log : logs.entrySet()) {
      once.write(log.getKey(), log.getValue());
    }
    once.run();
    return once;
  }

  private Metered growing(Map<String, byte[]> logs, SplittableRandom random, Metered like)
      throws Exception {
    Metered growing = new Metered(folder.resolve("growing"), like);
    Map<String, TreeSet<Integer>> cuts = new TreeMap<>();
    logs.forEach((file, bytes) -> cuts.put(file, cuts(bytes, random)));
    while (!cuts.isEmpty()) {
      for (String file : cuts.keySet()) {
        growing.write(file, Arrays.copyOf(logs.get(file), cuts.get(file).pollFirst()));
      }
      cuts.values().removeIf(TreeSet::isEmpty);
      growing.run();
    }
    return growing;
  }

  /** Ends of a log over time: anywhere, in its first line, and behind a line; at last its own. */
  private static TreeSet<Integer> cuts(byte[] bytes, SplittableRandom random) {
    TreeSet<Integer> cuts = new TreeSet<>();
    cuts.add(random.nextInt(1, 40));
    cuts.add(random.nextInt(40, 400));
    for (int i = 0; i < 4; i++) {
      cuts.add(random.nextInt(1, bytes.length));
    }
    int behindLine = behindLine(bytes, random.nextInt(1_000, bytes.length));
    cuts.add(behindLine);
    cuts.add(behindLine - 1);
    cuts.add(bytes.length);
    return cuts;
  }

  private static void assertSameFates(Metered actual, Metered expected) {
    for (String fate : FATES) {
      assertThat(actual.sum(Tables.LEDGER, fate))
          .as(fate)
          .isEqualTo(expected.sum(Tables.LEDGER, fate));
    }
  }

  static byte[] decoded(Path path) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FileBlocks blocks = FileBlocks.open(path, 0, 0, FileBlocks.DEFAULT_BLOCK_BYTES)) {
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        bytes.write(block.bytes, 0, block.length);
      }
    }
    return bytes.toByteArray();
  }

  private static int behindLine(byte[] bytes, int atMost) {
    int end = Math.min(atMost, bytes.length);
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
