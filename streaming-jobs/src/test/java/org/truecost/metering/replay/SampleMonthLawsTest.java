package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.cells.CellKind;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** Laws over a month of all sources through the whole job: Flink, Parquet and commit. */
class SampleMonthLawsTest {
  private static final String NETWORKS = "organizations/example-networks.csv";
  private static final String RULES = "traffic/rules.yaml";

  @TempDir static Path shared;
  private static Replayed month;
  private static List<InputFiles.InputFile> files;

  @TempDir Path folder;

  @BeforeAll
  static void replayTheMonth() throws Exception {
    Metered sample = new Metered(shared, SampleLogs.sources());
    SampleLogs.generate(sample.logs, 3_000);
    files =
        InputFiles.find(
                List.of(sample.logs),
                sample.logs,
                sample.catalog().sources().values(),
                Optional.empty())
            .matched();
    assertThat(files.stream().map(file -> file.source().id()).distinct())
        .containsExactlyInAnyOrderElementsOf(sample.catalog().sources().keySet());
    month = new Replayed(shared, sample.sources);
    month.run();
  }

  @Test
  void forcingAllFilesUnderOtherNetworksAndRulesIsAFreshReplayUnderThem() throws Exception {
    Replayed restated = new Replayed(folder.resolve("restated"), month);
    restated.run();
    restated.config = withOtherRules(withOtherNetworks(month.config));
    restated.run(List.of(restated.logs), files.stream().map(InputFiles.InputFile::path).toList());
    Replayed fresh = new Replayed(folder.resolve("fresh"), restated);
    fresh.run();

    for (CellKind kind : CellKind.all()) {
      assertThat(restated.normalized(kind.table()))
          .as(kind.table().name())
          .isEqualTo(fresh.normalized(kind.table()));
    }
    for (TableSchema table : List.of(Tables.USAGE, Tables.DOWNLOADS, Tables.CLIENTS)) {
      assertThat(restated.normalized(table))
          .as("%s under the first configuration", table.name())
          .isNotEqualTo(month.normalized(table));
    }
    assertThat(restated.query("SELECT DISTINCT revision FROM usage")).containsExactly("2");
  }

  @Test
  void aMonthInOtherCompressionsIsTheSameMonth() throws Exception {
    Replayed other = new Replayed(folder, month.sources);
    other.config = month.config;
    Files.copy(month.keys, other.keys);
    SplittableRandom random = new SplittableRandom(42);
    for (InputFiles.InputFile file : files) {
      write(other.logs.resolve(file.file()), reencoded(file, random));
    }

    other.run();

    assertSameButForDigests(other);
  }

  @Test
  void aMonthBesideItselfInOtherCompressionsCountsOnce() throws Exception {
    Replayed twice = new Replayed(folder, month.sources);
    twice.config = month.config;
    Files.copy(month.keys, twice.keys);
    SplittableRandom random = new SplittableRandom(43);
    for (InputFiles.InputFile file : files) {
      write(twice.logs.resolve(file.file()), Files.readAllBytes(file.path()));
      write(copyOf(twice.logs.resolve(file.file())), reencoded(file, random));
    }

    twice.run();

    assertSameButForDigests(twice);
    assertThat(
            twice.query(
                "SELECT sum(duplicate) = sum(physical_lines), count(*) FROM ledger"
                    + " WHERE file LIKE '%~copy%'"))
        .containsExactly("true | " + files.size());
  }

  /** A name that the same source claims, and that sorts behind the first: that one counts. */
  private static Path copyOf(Path file) {
    String name = file.getFileName().toString();
    if (name.equals("PT1H.json.gz")) {
      return file.resolveSibling("~copy").resolve(name);
    }
    String ending = name.endsWith(".log.gz") ? ".log.gz" : ".gz";
    return file.resolveSibling(
        name.substring(0, name.length() - ending.length()) + "~copy" + ending);
  }

  private static void assertSameButForDigests(Replayed replayed) throws Exception {
    for (CellKind kind : CellKind.all()) {
      if (kind != CellKind.LEDGER) {
        assertThat(replayed.normalized(kind.table()))
            .as(kind.table().name())
            .isEqualTo(month.normalized(kind.table()));
      }
    }
    String fates =
        "SELECT source, sum(directives), sum(blank), sum(counted), sum(rejected), sum(set_aside)"
            + " FROM ledger GROUP BY source";
    assertThat(replayed.query(fates)).isEqualTo(month.query(fates));
  }

  /** Every third network belongs to nobody any more. */
  private static ConfigDirectory withOtherNetworks(ConfigDirectory config) {
    List<String> lines = text(config, NETWORKS).lines().toList();
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      if (i < 2 || i % 3 != 0) {
        kept.append(lines.get(i)).append('\n');
      }
    }
    return config.with(NETWORKS, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What was {@code ci} is {@code fleet}. */
  private static ConfigDirectory withOtherRules(ConfigDirectory config) {
    String rules = text(config, RULES);
    assertThat(rules).contains("class: ci\n");
    return config.with(
        RULES, rules.replace("class: ci\n", "class: fleet\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ConfigDirectory config, String file) {
    return new String(config.bytes(file).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** The file plain, as gzip members, or as zstd frames; these end anywhere, in lines too. */
  private static byte[] reencoded(InputFiles.InputFile file, SplittableRandom random)
      throws Exception {
    byte[] plain = GrowingFilesTest.decoded(file.path());
    int encoding = random.nextInt(3);
    if (encoding == 0) {
      return plain;
    }
    TreeSet<Integer> ends = new TreeSet<>(List.of(plain.length));
    for (int i = 0; i < 3; i++) {
      ends.add(random.nextInt(plain.length + 1));
    }
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    int from = 0;
    for (int end : ends) {
      byte[] part = Arrays.copyOfRange(plain, from, end);
      if (encoding == 1) {
        try (GZIPOutputStream member = new GZIPOutputStream(stored)) {
          member.write(part);
        }
      } else {
        stored.write(Zstd.compress(part));
      }
      from = end;
    }
    return stored.toByteArray();
  }

  private static void write(Path path, byte[] bytes) throws Exception {
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }
}
