package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.LineComparison;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Of a source with {@code dedup}, all tables but the ledger are those of the lines each delivered
 * once, in whatever order they come; and the ledger has every delivery.
 */
class RedeliveryLawsTest {
  private static final Instant START = Instant.parse("2026-10-03T22:00:00Z");
  private static final List<TableSchema> TABLES =
      List.of(Tables.USAGE, Tables.DOWNLOADS, Tables.BANDWIDTH, Tables.CLIENTS);

  @TempDir Path folder;
  private Metered expected;

  @BeforeEach
  void open() throws Exception {
    expected = new Metered(folder.resolve("once"), RedeliveredLogs.ONCE);
  }

  @ParameterizedTest
  @CsvSource({"1, 262144, 1, false", "2, 700, 2, false", "3, 5000, 4, true", "4, 64, 3, true"})
  void deliveriesInAnyOrderAndBlocksByAnyMetersCountOnce(
      long seed, int blockBytes, int meters, boolean smallCaps) throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(seed, 1_500, 7, START, 20_000);
    expectOnce(logs);
    Metered metered = with(logs);
    metered.blockBytes = blockBytes;
    metered.meters = meters;
    metered.shuffled = Optional.of(new Random(seed));
    if (smallCaps) {
      metered.caps = new MeterCaps(1, 1, 1_000, 1_000, 1);
    }

    metered.run();

    assertThat(metered.piecesOfLines).isPositive();
    assertCountedOnce(metered, logs);
    assertThat(metered.sum(Tables.LEDGER, "unchecked_late")).isZero();
    assertThat(metered.sum(Tables.LEDGER, "unchecked_evicted")).isZero();
  }

  @Test
  void deliveriesInLaterRunsCountOnce() throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(5, 1_500, 9, START, 20_000);
    expectOnce(logs);
    Metered metered = with(logs);

    for (int i = logs.files.size() - 1; i >= 0; i--) {
      metered.run(List.of(metered.logs.resolve("cf/" + i)), List.of());
    }

    assertCountedOnce(metered, logs);
  }

  @Test
  void aSourceWithoutDedupSendsNoLinesAndCountsAllOfThem() throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(6, 500, 3, START, 20_000);
    Metered metered = with(logs);
    metered.sources = RedeliveredLogs.ONCE;

    metered.run();

    assertThat(metered.piecesOfLines).isZero();
    assertThat(metered.comparison).isNull();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(logs.delivered);
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isZero();
  }

  @Test
  void linesWithoutAnIdAllCountAndAreCounted() throws Exception {
    Metered metered = new Metered(folder, RedeliveredLogs.DEDUP);
    String line = RedeliveredLogs.line(START, 10, new Random(1), "-");
    metered.write("cf/a", RedeliveredLogs.HEADER + line + line);

    metered.run();

    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(
            metered.select(
                Tables.LEDGER, "physical_lines", "counted", "duplicate", "unchecked_without_id"))
        .containsExactly("4 | 2 | 0 | 2");
  }

  @Test
  void onlyIdTimePathAndBytesTogetherMakeALineTheSame() throws Exception {
    Metered metered = new Metered(folder, RedeliveredLogs.DEDUP);
    String line = RedeliveredLogs.line(START, 1_234, new Random(1), "id-1");
    metered.write(
        "cf/a",
        RedeliveredLogs.HEADER
            + line
            + line.replace("1234", "1235")
            + line.replace("22:00:00", "22:00:01")
            + line.replace("/crates/", "/crates/x")
            + line.replace("id-1", "id-2")
            // Another address, agent and status is the same request.
            + line.replace("192.0.2.", "198.51.100."));

    metered.run();

    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(5);
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(1);
  }

  @Test
  void whatLiesBehindTheHorizonCountsAndIsSaid() throws Exception {
    Metered metered = new Metered(folder, RedeliveredLogs.withDedup("PT1H", "1MiB"));
    String line = RedeliveredLogs.line(START, 10, new Random(1), "old");
    String newer = RedeliveredLogs.line(START.plusSeconds(3_000), 10, new Random(1), "newer");
    metered.write("cf/a", RedeliveredLogs.HEADER + line + line);
    metered.run();
    metered.write("cf/b", RedeliveredLogs.HEADER + newer);
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(1);
    // Lines without an id begin these files: by its first line a file is known.
    String noId = RedeliveredLogs.line(START, 11, new Random(2), "-");
    metered.write("cf/d", RedeliveredLogs.HEADER + noId + line);
    metered.run();
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(2);
    // Each bucket knows of its own lines only, so the newest must be of the same.
    advance(metered, START.plusSeconds(7_200));

    String other = RedeliveredLogs.line(START, 12, new Random(3), "-");
    metered.write("cf/e", RedeliveredLogs.HEADER + other + line + line);
    metered.run();

    assertThat(metered.select(Tables.LEDGER, "file", "counted", "duplicate", "unchecked_late"))
        .contains("cf/e | 1 | 1 | 1", "cf/e | 1 | 0 | 0");
  }

  /** Lines in every bucket. */
  private void advance(Metered metered, Instant to) throws Exception {
    StringBuilder many = new StringBuilder(RedeliveredLogs.HEADER);
    for (int i = 0; i < 5_000; i++) {
      many.append(RedeliveredLogs.line(to, 10, new Random(i), "many-" + i));
    }
    metered.write("cf/many", many.toString());
    metered.run();
  }

  @Test
  void memoryIsBoundedTheOldestGoesFirstAndTheLedgerSaysHowManyLinesWereNotCompared()
      throws Exception {
    Metered metered = new Metered(folder, RedeliveredLogs.withDedup("P7D", "2MiB"));
    int lines = 120_000;
    int days = 3;
    String[] files = new String[days];
    for (int day = 0; day < days; day++) {
      StringBuilder file = new StringBuilder(RedeliveredLogs.HEADER);
      Random random = new Random(day);
      for (int i = 0; i < lines / days; i++) {
        Instant time = START.plusSeconds(day * 86_400L + i);
        file.append(RedeliveredLogs.line(time, 10, random, "id-" + day + "-" + i));
      }
      files[day] = file.toString();
      metered.write("cf/" + day, files[day]);
      metered.run();
      assertThat(metered.comparison.bytes("static")).isLessThanOrEqualTo(2 << 20);
    }
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(lines);

    // The newest is remembered, the oldest is not.
    metered.write("cf/newest-again", files[2].replace("#Version", "\n#Version"));
    metered.run();
    long duplicates = metered.sum(Tables.LEDGER, "duplicate");
    assertThat(duplicates).isGreaterThan(lines / days / 4);
    metered.write("cf/oldest-again", files[0].replace("#Version", "\n#Version"));
    metered.run();

    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(duplicates);
    assertThat(metered.sum(Tables.LEDGER, "unchecked_evicted"))
        .isGreaterThanOrEqualTo(lines / days);
    assertThat(metered.sum(Tables.LEDGER, "counted") + duplicates)
        .isEqualTo(metered.sum(Tables.LEDGER, "physical_lines") - 5 * 2 - 2);
    assertThat(metered.comparison.bytes("static")).isLessThanOrEqualTo(2 << 20);
  }

  /** A job that is stopped anywhere and goes on with other subtasks remembers the same. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "3, 4"})
  void whatIsRememberedSurvivesARestartWithOtherParallelism(long seed, int parallelism)
      throws Exception {
    RedeliveredLogs logs = new RedeliveredLogs(seed, 1_000, 4, START, 20_000);
    expectOnce(logs);
    Metered metered = with(logs);

    for (int i = 0; i < logs.files.size(); i++) {
      run(metered, "cf/" + i);
      List<LineComparison> subtasks = new ArrayList<>();
      for (int p = 0; p < parallelism; p++) {
        subtasks.add(metered.newComparison());
      }
      metered.comparison.send(
          piece -> remember(subtasks.get(piece.bucket % parallelism), piece.cells));
      metered.comparison = metered.newComparison();
      subtasks.forEach(subtask -> subtask.send(piece -> remember(metered.comparison, piece.cells)));
    }

    assertCountedOnce(metered, logs);
  }

  private static void remember(LineComparison comparison, byte[] piece) {
    try {
      comparison.remember(piece);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void piecesSayWhoseTheyAre() throws Exception {
    Metered metered = with(new RedeliveredLogs(1, 100, 1, START, 100));
    metered.run();

    List<EncodedCells> pieces = new ArrayList<>();
    metered.comparison.send(pieces::add);

    assertThat(pieces).isNotEmpty();
    for (EncodedCells piece : pieces) {
      assertThat(LineComparison.bucketOf(piece.cells)).isEqualTo(piece.bucket);
      assertThat(LineComparison.sourceOf(piece.cells)).isEqualTo("static");
    }
  }

  private Metered with(RedeliveredLogs logs) throws Exception {
    Metered metered = new Metered(folder, expected);
    metered.workingDirectory = metered.logs;
    metered.sources = RedeliveredLogs.DEDUP;
    for (int i = 0; i < logs.files.size(); i++) {
      metered.write("cf/" + i, logs.files.get(i));
    }
    return metered;
  }

  private void expectOnce(RedeliveredLogs logs) throws Exception {
    expected.write("cf/all", RedeliveredLogs.HEADER + String.join("", logs.once));
    expected.run();
  }

  private static void run(Metered metered, String file) throws Exception {
    metered.run(List.of(metered.logs.resolve(file)), List.of());
  }

  private void assertCountedOnce(Metered metered, RedeliveredLogs logs) {
    for (TableSchema table : TABLES) {
      assertThat(metered.summed(table)).as(table.name()).isEqualTo(expected.summed(table));
    }
    long once = logs.once.size();
    assertThat(metered.sum(Tables.LEDGER, "counted")).isEqualTo(once);
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(logs.delivered - once);
    assertThat(metered.sum(Tables.LEDGER, "physical_lines"))
        .isEqualTo(logs.delivered + 2L * logs.files.size());
    assertThat(metered.sum(Tables.LEDGER, "bytes_sent"))
        .isEqualTo(expected.sum(Tables.LEDGER, "bytes_sent"));
    assertThat(min(metered)).isEqualTo(min(expected));
  }

  private static String min(Metered metered) {
    return metered.select(Tables.LEDGER, "first_event_time").get(0)
        + metered.select(Tables.LEDGER, "last_event_time").stream()
            .filter(time -> !time.equals("null"))
            .reduce((a, b) -> b)
            .orElseThrow();
  }
}
