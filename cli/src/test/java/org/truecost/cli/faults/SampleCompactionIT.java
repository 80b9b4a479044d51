package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.replay.Replay;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.RollUps;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** The shipped sample month, published in two runs and compacted, is as small as it can be. */
@Timeout(300)
class SampleCompactionIT {
  private static final Path SAMPLES = Path.of("..", "sample-logs");
  private static final Path CONFIG = Path.of("..", "config");
  private static final int RUNS = 2;
  private static final double MAX_ROWS = 1.2;
  private static final long SMALL_BYTES = 1_000_000;

  @TempDir Path folder;

  @Test
  void afterCompactionTheSampleMonthHasFewRowsAndNoNeedlesslySmallFile() throws Exception {
    Path data = folder.resolve("data");
    List<Path> files = sampleFiles();
    for (int run = 0; run < RUNS; run++) {
      replay(data, every(files, run));
    }
    List<String> before = SummedTables.of(data);
    assertThat(needlesslySmall(data)).isNotEmpty();

    CompactChild.compact(data, 1);

    assertThat(SummedTables.of(data)).containsExactlyElementsOf(before);
    assertThat(needlesslySmall(data)).isEmpty();
    try (TrueCostDatabase database =
        TrueCostDatabase.open(DataDirectory.open(data), Access.RESTRICTED)) {
      for (TableSchema table : Tables.all()) {
        long rows = count(database, "SELECT * FROM " + table.name());
        long fewest = count(database, SummedTables.sql(table));
        System.out.printf(
            Locale.ROOT, "%s: %d rows, %d fully summed%n", table.name(), rows, fewest);
        assertThat(fewest).as(table.name()).isPositive();
        assertThat((double) rows).as(table.name()).isLessThanOrEqualTo(MAX_ROWS * fewest);
      }
    }
    // The rows of the views are those on disk: none is hidden, none comes from another table.
    Commit head = DataDirectory.open(data).log().head();
    assertThat(RollUps.split(head, Tables.USAGE_MONTH, Tables.USAGE))
        .isEqualTo(new RollUps.Split(head.files(Tables.USAGE_MONTH), List.of()));
  }

  /** Files under 1 MB whose partition has another file they could have been merged with. */
  private static List<String> needlesslySmall(Path data) throws IOException {
    Commit head = DataDirectory.open(data).log().head();
    Map<String, List<DataFile>> partitions =
        head.files().stream()
            .collect(
                Collectors.groupingBy(
                    file -> file.path().substring(0, file.path().lastIndexOf('/')),
                    TreeMap::new,
                    Collectors.toList()));
    return partitions.values().stream()
        .filter(partition -> partition.size() > 1)
        .flatMap(List::stream)
        .filter(file -> file.bytes() < SMALL_BYTES)
        .map(DataFile::path)
        .toList();
  }

  private static long count(TrueCostDatabase database, String query) throws SQLException {
    try (Statement statement = database.connection().createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
      result.next();
      return result.getLong(1);
    }
  }

  private void replay(Path data, List<Path> inputs) throws Exception {
    Replay.run(
        new Replay.Options(
            inputs,
            SAMPLES,
            new MeteringConfig(
                ConfigDirectory.read(CONFIG),
                "sources.yaml",
                Files.readAllBytes(CONFIG.resolve("sources.yaml")),
                "default"),
            Optional.empty(),
            data,
            folder.resolve("keys"),
            Workload.AS_OF,
            List.of(),
            2,
            FileBlocks.DEFAULT_BLOCK_BYTES,
            256L << 20),
        plan -> {});
  }

  private static List<Path> sampleFiles() throws IOException {
    try (Stream<Path> paths = Files.walk(SAMPLES)) {
      return paths.filter(path -> path.toString().endsWith(".gz")).sorted().toList();
    }
  }

  private static List<Path> every(List<Path> files, int run) {
    List<Path> some = new ArrayList<>();
    for (int i = run; i < files.size(); i += RUNS) {
      some.add(files.get(i));
    }
    return some;
  }
}
