package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigException;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** Lines that come again through the whole job: Flink, Parquet, commit. Few runs, as always. */
class RedeliveryReplayTest {
  private static final Instant START = Instant.parse("2026-10-03T20:00:00Z");
  private static final String FATES =
      "SELECT sum(physical_lines), sum(counted), sum(duplicate), sum(bytes_sent),"
          + " sum(unchecked_late), sum(unchecked_evicted), min(first_event_time),"
          + " max(last_event_time) FROM ledger";

  @TempDir Path folder;
  private Replayed replayed;

  @BeforeEach
  void open() throws Exception {
    replayed = new Replayed(folder, RedeliveredLogs.DEDUP);
    Files.createDirectories(replayed.logs.resolve("cf"));
  }

  @Test
  void countsOnceAtAnyParallelismAndOverRuns() throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(11, 3_000, 8, START, 18_000);
    write(logs.files.subList(0, 5), 0);
    Replayed four = like("four");
    four.parallelism = 4;
    replayed.parallelism = 1;
    replayed.blockBytes = 3_000;
    four.run();
    replayed.run();
    assertThat(replayed.query(FATES)).isEqualTo(four.query(FATES));
    write(logs.files.subList(5, 8), 5);

    replayed.parallelism = 4;
    replayed.run();
    four.parallelism = 2;
    four.run();
    Replayed atOnce = like("at-once");
    atOnce.run();

    Metered same = new Metered(folder.resolve("once"), RedeliveredLogs.ONCE);
    Files.copy(replayed.keys, same.keys);
    same.write("cf/all", RedeliveredLogs.HEADER + String.join("", logs.once));
    same.run();
    for (TableSchema table :
        List.of(Tables.USAGE, Tables.DOWNLOADS, Tables.BANDWIDTH, Tables.CLIENTS)) {
      for (Replayed one : List.of(replayed, four, atOnce)) {
        assertThat(one.normalized(table)).as(table.name()).isEqualTo(same.summed(table));
      }
    }
    assertThat(replayed.query(FATES)).isEqualTo(atOnce.query(FATES));
    assertThat(four.query(FATES)).isEqualTo(atOnce.query(FATES));
    assertThat(atOnce.query("SELECT sum(counted), sum(duplicate) FROM ledger"))
        .containsExactly(logs.once.size() + " | " + (logs.delivered - logs.once.size()));
    assertRemembersNoWord(replayed);
  }

  /** What is remembered is named by the commit, and tells neither address nor path nor id. */
  private static void assertRemembersNoWord(Replayed replayed) throws Exception {
    assertThat(replayed.head().fingerprints()).isNotEmpty();
    for (String file : replayed.head().fingerprints()) {
      String bytes = Files.readString(replayed.data.resolve(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes).contains("static").doesNotContain("192.0.2", "crates", "id-11");
      assertThat(bytes.length()).isGreaterThan(3_000 * 16 / 4);
    }
    try (Stream<Path> files = Files.list(replayed.data.resolve("_commits"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".fingerprints"))).isNotEmpty();
    }
  }

  @Test
  void aBatchIsRestatedWithAllOthersOfItsSourceOnly() throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(12, 400, 4, START, 36_000);
    write(logs.files, 0);
    String late = RedeliveredLogs.line(START.plusSeconds(86_400), 10, new Random(1), "next-day");
    Files.writeString(replayed.logs.resolve("cf/next-day"), RedeliveredLogs.HEADER + late);
    String early = RedeliveredLogs.line(START, 10, new Random(1), "first-day");
    Path first =
        Files.writeString(replayed.logs.resolve("cf/first-day"), RedeliveredLogs.HEADER + early);
    replayed.run();
    List<String> usage = replayed.normalized(Tables.USAGE);
    List<String> fates = replayed.query(FATES);
    List<String> batches = replayed.query("SELECT DISTINCT batch_id FROM ledger");
    assertThat(batches).hasSizeGreaterThan(1);

    assertThatThrownBy(() -> replayed.run(List.of(replayed.logs), List.of(first)))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("can only be restated all at once")
        .hasMessageContaining("--force")
        .hasMessageContaining("static/2026-10-04");
    List<Path> all;
    try (Stream<Path> files = Files.list(replayed.logs.resolve("cf"))) {
      all = files.toList();
    }
    replayed.run(List.of(replayed.logs), all);

    // What it counted before does not make a line its own duplicate.
    assertThat(replayed.normalized(Tables.USAGE)).isEqualTo(usage);
    assertThat(replayed.query(FATES)).isEqualTo(fates);
    assertThat(replayed.query("SELECT DISTINCT revision FROM ledger")).containsExactly("2");
  }

  @Test
  void aLostFileOfFingerprintsAndTooMuchMemoryStopTheRun() throws Exception {
    write(new RedeliveredLogs(13, 100, 1, START, 100).files, 0);
    replayed.run();
    write(new RedeliveredLogs(14, 100, 1, START, 100).files, 1);
    replayed.sources = RedeliveredLogs.withDedup("PT6H", "1GiB");

    assertThatThrownBy(replayed::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("1024 MiB, more than a quarter of the heap of 256 MiB");

    replayed.sources = RedeliveredLogs.DEDUP;
    for (String file : replayed.head().fingerprints()) {
      Files.delete(replayed.data.resolve(file));
    }
    assertThatThrownBy(replayed::run).hasMessageContaining("is missing; restore it from a backup");
  }

  private Replayed like(String name) {
    return new Replayed(folder.resolve(name), replayed);
  }

  private void write(List<String> files, int first) throws Exception {
    for (int i = 0; i < files.size(); i++) {
      Files.writeString(replayed.logs.resolve("cf/" + (first + i)), files.get(i));
    }
  }
}
