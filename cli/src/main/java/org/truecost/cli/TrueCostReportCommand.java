package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeteringCatalog;
import org.truecost.rating.RateCardLoader;
import org.truecost.reports.Dimension;
import org.truecost.reports.SourceFacts;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDocument;
import org.truecost.reports.TrueCostOptions;
import org.truecost.reports.TrueCostReport;
import org.truecost.reports.render.Report;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;
import org.truecost.tables.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost report true-cost}. */
@Command(
    name = "true-cost",
    header = "Requests, bytes and list cost of a month, by who caused them.",
    description =
        "Each pool of usage is priced as a whole, by its tiers, and split by quantity: every"
            + " grouping adds up to the same total, to the cent.")
final class TrueCostReportCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      converter = MonthsConverter.class,
      description =
          "The month, UTC, or several: 2026-09..2026-10. Default: the newest month with usage.")
  private MonthsConverter.Months months;

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "WHAT",
      converter = DimensionConverter.class,
      description =
          "What a row is, one or more of"
              + " organization,class,registry,provider,account,source,country,tool. Default:"
              + " organization,class,registry.")
  private List<Dimension> by = TrueCostOptions.DEFAULT.by();

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "The N dearest organizations keep rows of their own, the other named ones share one; 0"
              + " for all, the default. Needs --by organization.")
  private int top;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Lines of the table on a terminal, whatever they are: the last one sums up the rest; 0"
              + " for all. JSON and CSV have all. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description =
          "What the logs were, for how well numbers are known. Default: sources.yaml of the"
              + " configuration.")
  private Path sources;

  @Option(
      names = "--currency",
      paramLabel = "CODE",
      defaultValue = "USD",
      description = "Currency of the amounts. Default: ${DEFAULT-VALUE}.")
  private String currency;

  @Override
  public Integer call() throws Exception {
    if (rows < 0) {
      throw wrong("--rows must not be negative: " + rows);
    }
    Report report =
        report(common, sources, data.path(), months == null ? List.of() : months.all(), options());
    boolean forPerson = !output.json() && !output.csv();
    output.write(forPerson && rows > 0 ? report.folded(rows) : report, common.out());
    return ExitCodes.OK;
  }

  private TrueCostOptions options() {
    if (by.isEmpty() || EnumSet.copyOf(by).size() != by.size()) {
      throw wrong("--by names something twice, or nothing");
    }
    if (top < 0) {
      throw wrong("--top must not be negative: " + top);
    }
    if (top > 0 && !by.contains(Dimension.ORGANIZATION)) {
      throw wrong("--top needs --by organization");
    }
    return new TrueCostOptions(currency, by, top);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Makes the report.
   *
   * @param sources what the logs were; null for what the configuration says
   * @param months the months; none for the newest with usage
   * @throws CommandException if none of the months has usage
   */
  static Report report(
      CommonOptions common,
      Path sources,
      Path data,
      List<YearMonth> months,
      TrueCostOptions options)
      throws IOException, SQLException, CommandException {
    ConfigDirectory config = common.config();
    TrueCostReport report =
        new TrueCostReport(RateCardLoader.load(config), facts(common, config, sources));
    DataDirectory directory = DataDirectory.open(data);
    try (TrueCostDatabase database =
        TrueCostDatabase.open(directory, TrueCostDatabase.Access.PUBLIC)) {
      List<YearMonth> filled = monthsWithUsage(database.connection(), data);
      YearMonth newest = filled.get(filled.size() - 1);
      List<YearMonth> asked = months.isEmpty() ? List.of(newest) : months;
      requireUsage(filled, data, asked);
      Report answer = TrueCostDocument.of(report.run(database.connection(), asked, options));
      return months.isEmpty() && filled.size() > 1
          ? answer.withNote(
              "Shown is " + newest + ", the newest month with usage; --month chooses another.")
          : answer;
    }
  }

  private static Map<String, SourceFacts> facts(
      CommonOptions common, ConfigDirectory config, Path sources) throws IOException {
    Path file = sources == null ? common.configPath().resolve(SourcesLoader.DEFAULT_PATH) : sources;
    if (sources == null && !Files.isRegularFile(file)) {
      return Map.of();
    }
    Map<String, SourceFacts> facts = new TreeMap<>();
    for (Source source : MeteringCatalog.sources(file, Files.readAllBytes(file), config)) {
      boolean manyEdges = config.bytes("regions/" + source.provider() + ".csv").isPresent();
      facts.put(source.id(), SourceFacts.of(source, manyEdges));
    }
    return facts;
  }

  private static List<YearMonth> monthsWithUsage(Connection connection, Path data)
      throws SQLException, CommandException {
    List<YearMonth> months = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT DISTINCT month FROM usage_month ORDER BY 1")) {
      while (rows.next()) {
        months.add(YearMonth.parse(rows.getString(1)));
      }
    }
    if (months.isEmpty()) {
      throw new CommandException(
          ExitCodes.FAILED, data + " has no usage yet; fill it with truecost replay.");
    }
    return months;
  }

  private static void requireUsage(List<YearMonth> filled, Path data, List<YearMonth> asked)
      throws CommandException {
    if (asked.stream().noneMatch(filled::contains)) {
      YearMonth first = asked.get(0);
      YearMonth last = asked.get(asked.size() - 1);
      throw new CommandException(
          ExitCodes.FAILED,
          data
              + " has no usage of "
              + (first.equals(last) ? first : first + ".." + last)
              + "; it has "
              + filled.stream().map(YearMonth::toString).collect(Collectors.joining(", "))
              + ".");
    }
  }
}
