package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import org.truecost.tables.RollUps;
import org.truecost.tables.Tables;

/**
 * Whatever is published, restated and compacted, in whatever order: the months of the derived table
 * and those of {@code usage} are the same after each step, and each older commit still says what it
 * said.
 */
@Timeout(180)
class RollUpLawsTest {
  private static final int STEPS = 14;
  private static final List<String> REGISTRIES = List.of("pypi", "npm");
  private static final List<String> BATCHES = List.of("batch-a", "batch-b", "o'batch");
  private static final String KEYS =
      Tables.USAGE_MONTH.columns(org.truecost.tables.Column.Role.KEY).stream()
          .map(org.truecost.tables.Column::name)
          .collect(java.util.stream.Collectors.joining(", "));
  private static final String MONTHS =
      "SELECT "
          + KEYS
          + ", sum(requests), sum(bytes_sent), sum(bytes_squared), sum(requests_without_bytes),"
          + " sum(partial_requests), sum(aborted_requests) FROM %s GROUP BY ALL ORDER BY ALL";

  @TempDir Path folder;
  private int partlyDerived;
  private int fallenBack;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theMonthsOfTheRollUpAreThoseOfUsage(long seed) throws Exception {
    DataDirectory directory = DataDirectory.create(folder.resolve("data"));
    RandomTables tables = new RandomTables(directory, seed);
    Random random = new Random(seed);
    Map<String, Long> revisions = new HashMap<>();
    List<Commit> commits = new ArrayList<>();
    List<List<List<Object>>> months = new ArrayList<>();
    tables.publish("pypi", "batch-a", 1, 60);
    for (int step = 0; step < STEPS; step++) {
      String batch = BATCHES.get(random.nextInt(BATCHES.size()));
      String registry = REGISTRIES.get(random.nextInt(REGISTRIES.size()));
      int what = random.nextInt(5);
      if (what < 2) {
        compact(directory);
      } else {
        boolean restates = what == 4;
        long revision = revisions.merge(batch, restates ? 2L : 1L, (a, b) -> a + b - 1);
        tables.publish(registry, batch, revision, 20 + random.nextInt(60));
      }
      Commit head = directory.log().head();
      countWays(head);
      commits.add(head);
      months.add(assertMonthsEqualUsage(directory, head));
    }
    for (int i = 0; i < commits.size(); i++) {
      assertThat(assertMonthsEqualUsage(directory, commits.get(i))).isEqualTo(months.get(i));
    }
    assertThat(partlyDerived).as("commits read from roll-ups and files since").isPositive();
    assertThat(fallenBack).as("commits with a stale roll-up").isPositive();
    compact(directory);
    RollUps.Split split = split(directory.log().head());
    assertThat(split.base()).isEmpty();
    assertThat(split.derived()).isEqualTo(directory.log().head().files(Tables.USAGE_MONTH));
  }

  private void countWays(Commit head) {
    RollUps.Split split = split(head);
    partlyDerived += split.derived().isEmpty() || split.base().isEmpty() ? 0 : 1;
    fallenBack += split.derived().equals(head.files(Tables.USAGE_MONTH)) ? 0 : 1;
  }

  private static RollUps.Split split(Commit commit) {
    return RollUps.split(commit, Tables.USAGE_MONTH, Tables.USAGE);
  }

  private static void compact(DataDirectory directory) throws Exception {
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      Compaction.run(directory, lease, 100);
    }
  }

  private static List<List<Object>> assertMonthsEqualUsage(DataDirectory directory, Commit commit)
      throws Exception {
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, commit, Access.PUBLIC)) {
      List<List<Object>> usage = Sql.run(database, MONTHS.formatted("usage")).rows();
      assertThat(usage).isNotEmpty();
      assertThat(Sql.run(database, MONTHS.formatted("usage_month")).rows()).isEqualTo(usage);
      return usage;
    }
  }
}
