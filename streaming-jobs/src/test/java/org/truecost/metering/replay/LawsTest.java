package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.cells.CellKind;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** Laws 1, 2 and 3 over a generated month of all sources, against the plain runner. */
class LawsTest {
  @TempDir static Path folder;
  private static Metered first;
  private static Map<TableSchema, List<String>> expected;

  @BeforeAll
  static void generate() throws Exception {
    first = new Metered(folder, SampleLogs.sources());
    SampleLogs.generate(first.logs, 6_000);
    expected = SampleLogs.expected(first.logs, first.catalog(), first.keys, first.asOf);
  }

  @Test
  void theSampleReachesAllSourcesAndTables() {
    assertThat(expected.values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());
    assertThat(first.catalog().sources().keySet())
        .allSatisfy(
            source ->
                assertThat(expected.get(Tables.LEDGER))
                    .anyMatch(row -> row.contains(" | " + source + " | ")));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1_000, 4_096, 262_144})
  void metersAsThePlainRunnerDoesWithBlocksOf(int blockBytes) throws Exception {
    Metered metered = new Metered(first);
    metered.blockBytes = blockBytes;

    metered.run();

    assertSame(metered);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4"})
  void metersTheSameInAnyOrderByAnyNumberOfMeters(long seed, int meters) throws Exception {
    Metered metered = new Metered(first);
    metered.shuffled = Optional.of(new Random(seed));
    metered.meters = meters;

    metered.run();

    assertSame(metered);
  }

  @Test
  void metersTheSameWithCapsThatAreReachedAllTheTime() throws Exception {
    Metered metered = new Metered(first);
    metered.blockBytes = 2_000;
    metered.caps = new MeterCaps(1, 1, 1_000, 1_000, 1);
    metered.totalBytes = 60_000;

    metered.run();

    assertThat(metered.letGo).isGreaterThan(50);
    assertSame(metered);
  }

  @Test
  void metersTheSameInARunPerFileInAnyOrder() throws Exception {
    Metered metered = new Metered(first);
    List<InputFiles.InputFile> files = new ArrayList<>(inputs().matched());
    // The duplicate's ledger row tells which of the two came first.
    Collections.reverse(files);

    for (InputFiles.InputFile file : files) {
      metered.run(List.of(file.path()), List.of());
    }

    for (CellKind kind : CellKind.all()) {
      if (kind != CellKind.LEDGER && kind != CellKind.REJECTS) {
        assertThat(metered.summed(kind.table())).isEqualTo(expected.get(kind.table()));
      }
    }
    assertThat(metered.sum(Tables.LEDGER, "counted")).isEqualTo(sum("counted"));
    assertThat(metered.sum(Tables.REJECTS, "lines"))
        .isEqualTo(metered.sum(Tables.LEDGER, "rejected"));
  }

  @Test
  void doesNothingWithFilesItKnows() throws Exception {
    Metered metered = new Metered(first);
    metered.run();

    ReplayPlan again = metered.run();

    assertThat(again.files()).isEmpty();
    assertSame(metered);
  }

  @Test
  void everyLineHasOneFate() throws Exception {
    Metered metered = new Metered(first);
    metered.run();

    for (String row :
        metered.select(
            Tables.LEDGER,
            "physical_lines",
            "directives",
            "blank",
            "counted",
            "duplicate",
            "rejected",
            "set_aside")) {
      long[] counts =
          java.util.Arrays.stream(row.split(" \\| ", -1)).mapToLong(Long::parseLong).toArray();
      assertThat(counts[0]).isEqualTo(java.util.Arrays.stream(counts).skip(1).sum());
    }
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(sum("counted"));
    assertThat(metered.sum(Tables.BANDWIDTH, "requests")).isEqualTo(sum("counted"));
    assertThat(metered.sum(Tables.USAGE, "bytes_sent")).isEqualTo(sum("bytes_sent"));
    assertThat(metered.sum(Tables.BANDWIDTH, "bytes_sent")).isEqualTo(sum("bytes_sent"));
    assertThat(metered.sum(Tables.REJECTS, "lines")).isEqualTo(sum("rejected"));
  }

  private static long sum(String column) throws Exception {
    Metered metered = new Metered(first);
    metered.run();
    return metered.sum(Tables.LEDGER, column);
  }

  private static InputFiles inputs() {
    return InputFiles.find(
        List.of(first.logs), first.logs, first.catalog().sources().values(), Optional.empty());
  }

  private static void assertSame(Metered metered) {
    for (CellKind kind : CellKind.all()) {
      assertThat(metered.summed(kind.table()))
          .as(kind.table().name())
          .isEqualTo(expected.get(kind.table()));
    }
  }
}
