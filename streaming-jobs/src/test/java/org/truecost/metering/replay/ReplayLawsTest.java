package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truecost.metering.replay.CloudFrontLogs.HEADER;
import static org.truecost.metering.replay.CloudFrontLogs.line;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.UnusableFileException;
import org.truecost.metering.cells.CellKind;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.Lease;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** The laws through the whole job: Flink, Parquet, commit. Few runs, since each starts Flink. */
class ReplayLawsTest {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\b(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113|198\\.1[89]\\.\\d+|24\\d\\.\\d+\\.\\d+)"
              + "\\.\\d+\\b|2001:db8:[0-9a-f:]+");

  @TempDir Path folder;

  @Test
  void commitsWhatThePlainRunnerMetersWhateverParallelismAndMemory() throws Exception {
    Metered logs = new Metered(folder, SampleLogs.sources());
    SampleLogs.generate(logs.logs, 3_000);
    Map<TableSchema, List<String>> expected =
        SampleLogs.expected(logs.logs, logs.catalog(), logs.keys, logs.asOf);

    Replayed one = new Replayed(folder, logs.sources);
    one.parallelism = 1;
    one.memoryBytes = 8 << 20;
    one.blockBytes = 3_000;
    one.run();
    Replayed four = new Replayed(folder.resolve("four"), one);
    four.parallelism = 4;
    four.run();

    for (CellKind kind : CellKind.all()) {
      assertThat(one.normalized(kind.table()))
          .as(kind.table().name())
          .isEqualTo(expected.get(kind.table()));
      assertThat(four.normalized(kind.table()))
          .as(kind.table().name())
          .isEqualTo(expected.get(kind.table()));
    }
    assertNoClientAddress(one, logs.logs);
  }

  /** Law 7: no address of the input, in no public table and no file beside the tables. */
  private static void assertNoClientAddress(Replayed replayed, Path logs) throws Exception {
    TreeSet<String> seen = new TreeSet<>();
    try (Stream<Path> files = Files.walk(logs)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (org.truecost.ingest.block.FileBlocks blocks =
            org.truecost.ingest.block.FileBlocks.open(file, 0, 0, 1 << 20)) {
          for (var block = blocks.next(); block != null; block = blocks.next()) {
            collect(new String(block.bytes, 0, block.length, StandardCharsets.ISO_8859_1), seen);
          }
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(100);
    TreeSet<String> published = new TreeSet<>();
    for (TableSchema table : Tables.all()) {
      if (!table.restricted()) {
        for (String row : replayed.query("SELECT * FROM " + table.name())) {
          collect(row, published);
        }
      }
    }
    String keys = Files.readString(replayed.keys);
    try (Stream<Path> files = Files.walk(replayed.data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!file.toString().contains("/rejects/")) {
          collect(bytes, published);
        }
        assertThat(keys.lines().filter(key -> bytes.contains(key.split(" ", -1)[1]))).isEmpty();
      }
    }
    assertThat(published).isEmpty();
  }

  private static void collect(String text, TreeSet<String> addresses) {
    Matcher matcher = ADDRESS.matcher(text);
    while (matcher.find()) {
      addresses.add(matcher.group());
    }
  }

  @Test
  void goesOnWithoutAFileThatVanishesAfterThePlan() throws Exception {
    Replayed replayed = new Replayed(folder, CloudFrontLogs.SOURCES);
    Files.createDirectories(replayed.logs.resolve("cf"));
    Files.writeString(replayed.logs.resolve("cf/a"), HEADER + line(1));
    Path gone = Files.writeString(replayed.logs.resolve("cf/gone"), HEADER + line(2));

    Replay.Result result =
        replayed.run(
            plan -> {
              try {
                Files.delete(gone);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    assertThat(result.plan().unreadable()).containsOnlyKeys("cf/gone");
    assertThat(replayed.query("SELECT file, counted FROM ledger")).containsExactly("cf/a | 1");
  }

  @Test
  void namesTheFilesThatEndInTheMiddleOfALine() throws Exception {
    Replayed replayed = new Replayed(folder, CloudFrontLogs.SOURCES);
    Files.createDirectories(replayed.logs.resolve("cf"));
    Files.writeString(replayed.logs.resolve("cf/a"), HEADER + line(1) + line(2).substring(0, 20));
    Files.writeString(replayed.logs.resolve("cf/b"), HEADER + line(3));

    Replay.Result result = replayed.run();

    assertThat(result.unfinished()).containsExactly("cf/a");
    assertThat(replayed.query("SELECT physical_lines, counted, rejected FROM ledger"))
        .containsExactly("3 | 1 | 0", "3 | 1 | 0");
  }

  @Test
  void anUnusableDirectoryOrKeyFileStopsTheRunWithoutACommit() throws Exception {
    Replayed replayed = new Replayed(folder, CloudFrontLogs.SOURCES);
    Files.createDirectories(replayed.logs.resolve("cf"));
    Files.writeString(replayed.logs.resolve("cf/a"), HEADER + line(1));
    Files.writeString(replayed.keys, "not a key\n");
    assertThatThrownBy(replayed::run).isInstanceOf(UnusableFileException.class);
    assertThat(replayed.data).doesNotExist();
    Files.delete(replayed.keys);

    try (Lease lease = Lease.acquire(DataDirectory.create(replayed.data), "compact")) {
      assertThat(lease).isNotNull();
      assertThatThrownBy(replayed::run)
          .isInstanceOfSatisfying(
              DataDirectoryException.class,
              e -> assertThat(e.reason()).isEqualTo(DataDirectoryException.Reason.IN_USE));
    }
    assertThat(replayed.head().sequence()).isZero();

    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("letter"), "dear all");
    assertThatThrownBy(() -> new Replayed(foreign, replayed).run())
        .isInstanceOfSatisfying(
            DataDirectoryException.class,
            e -> assertThat(e.reason()).isEqualTo(DataDirectoryException.Reason.NOT_OURS));
  }

  @Test
  void anUnknownSourceIsAProblemOfTheConfiguration() {
    assertThatThrownBy(
            () ->
                Replay.run(
                    new Replay.Options(
                        List.of(folder),
                        folder,
                        new MeteringConfig(
                            new Replayed(folder, CloudFrontLogs.SOURCES).config,
                            "sources.yaml",
                            CloudFrontLogs.SOURCES.getBytes(StandardCharsets.UTF_8),
                            "default"),
                        Optional.of("statik"),
                        folder.resolve("data"),
                        folder.resolve("keys"),
                        Replayed.AS_OF,
                        List.of(),
                        1,
                        4096,
                        1 << 20),
                    plan -> {}))
        .isInstanceOf(org.truecost.config.ConfigException.class)
        .hasMessageContaining("statik");
  }
}
