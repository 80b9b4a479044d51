package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigDirectory;
import org.truecost.rating.RateCardLoader;
import org.truecost.reports.TrueCost;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.reports.TrueCostOptions;
import org.truecost.reports.TrueCostReport;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.RollUps;
import org.truecost.tables.Tables;

/** The report, which reads roll-ups where they hold, says what it would say without any. */
@Timeout(300)
class RollUpIT {
  private static final YearMonth FIRST_MONTH = YearMonth.of(2025, 11);

  @TempDir Path folder;
  private Workload workload;
  private Path data;

  @BeforeEach
  void make() throws Exception {
    workload = Workload.make(folder.resolve("workload"), 21, 300);
    data = folder.resolve("data");
  }

  @Test
  void reportsAfterMoreReplaysAndCompactionsAreThoseOfTheBaseTables() throws Exception {
    replay(Workload.CONFIG, workload.files().subList(0, 2), List.of());
    List<TrueCost> first = reports(2);
    CompactChild.compact(data, 100);
    assertThat(reports(2)).isEqualTo(first);
    assertThat(split().base()).isEmpty();

    // A month that is rolled up gets more lines, and another one is new.
    Path more = workload.file(1).resolveSibling("more.log");
    List<String> lines = new ArrayList<>(java.nio.file.Files.readAllLines(workload.file(1)));
    lines.remove(5);
    java.nio.file.Files.write(more, lines);
    replay(Workload.CONFIG, List.of(more, workload.file(2)), List.of());
    assertThat(split().derived()).hasSize(2);
    assertThat(split().base()).isNotEmpty().noneMatch(file -> file.compacted());
    List<TrueCost> second = reports(3);
    // Only what lies in other months is not as it was.
    assertThat(second.get(0))
        .usingRecursiveComparison()
        .ignoringFields("otherMonths")
        .isEqualTo(first.get(0));
    assertThat(second.get(1).total().requests()).isGreaterThan(first.get(1).total().requests());

    CompactChild.compact(data, 1);
    assertThat(reports(3)).isEqualTo(second);
    assertThat(split().base()).isEmpty();
  }

  @Test
  void aRestatementWithAChangedCatalogIsReportedAtOnce() throws Exception {
    List<Path> files = workload.files().subList(0, 3);
    replay(Workload.CONFIG, files, List.of());
    CompactChild.compact(data, 100);
    List<TrueCost> before = reports(3);
    Path changed = folder.resolve("changed");
    workload.replay(changed, Workload.CHANGED_CONFIG, files, List.of());

    replay(Workload.CHANGED_CONFIG, files, files.subList(1, 2));

    List<TrueCost> after = reports(3);
    // Its roll-up is stale, the others are as good as ever.
    assertThat(split().derived())
        .extracting(file -> file.month())
        .containsExactly(month(0).toString(), month(2).toString());
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(2)).isEqualTo(before.get(2));
    assertThat(after.get(1)).isNotEqualTo(before.get(1)).isEqualTo(report(changed, month(1)));

    CompactChild.compact(data, 1);
    assertThat(reports(3)).isEqualTo(after);
    assertThat(split().derived()).hasSize(3);
    assertThat(split().base()).isEmpty();
  }

  private void replay(String config, List<Path> inputs, List<Path> force) throws Exception {
    assertThat(workload.replay(data, config, inputs, force).commit()).isPresent();
  }

  /** Reports of the first months. */
  private List<TrueCost> reports(int months) throws Exception {
    List<TrueCost> reports = new ArrayList<>();
    for (int month = 0; month < months; month++) {
      reports.add(report(data, month(month)));
    }
    return reports;
  }

  /** A report, which is first compared with one that knows {@code usage} only. */
  private TrueCost report(Path directory, YearMonth month) throws Exception {
    ConfigDirectory config = ConfigDirectory.read(workload.folder().resolve(Workload.CONFIG));
    TrueCostReport report = new TrueCostReport(RateCardLoader.load(config), Map.of());
    try (TrueCostDatabase database =
            TrueCostDatabase.open(DataDirectory.open(directory), Access.PUBLIC);
        Statement statement = database.connection().createStatement()) {
      TrueCost made = report.run(database.connection(), month, TrueCostOptions.DEFAULT);
      String columns =
          String.join(", ", Tables.USAGE_MONTH.columns().stream().map(Column::name).toList());
      statement.execute("CREATE OR REPLACE VIEW usage_month AS SELECT " + columns + " FROM usage");
      assertThat(made).isEqualTo(report.run(database.connection(), month, TrueCostOptions.DEFAULT));
      assertThat(made.rows()).isNotEmpty();
      return made;
    }
  }

  private RollUps.Split split() throws Exception {
    Commit head = DataDirectory.open(data).log().head();
    return RollUps.split(head, Tables.USAGE_MONTH, Tables.USAGE);
  }

  private static YearMonth month(int number) {
    return FIRST_MONTH.plusMonths(number);
  }
}
