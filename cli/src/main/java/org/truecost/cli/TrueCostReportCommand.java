package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.truecost.config.ConfigDirectory;
import org.truecost.rating.RateCardLoader;
import org.truecost.reports.Dimension;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDocument;
import org.truecost.reports.TrueCostOptions;
import org.truecost.reports.TrueCostReport;
import org.truecost.reports.render.Report;
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
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The data directory.")
  private Path data;

  @Option(
      names = "--month",
      required = true,
      paramLabel = "YYYY-MM",
      converter = MonthConverter.class,
      description = "The month, UTC.")
  private YearMonth month;

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "WHAT",
      converter = DimensionConverter.class,
      description = "One to three of organization,class,registry: the default.")
  private List<Dimension> by = TrueCostOptions.DEFAULT.by();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Rows of their own only for the N dearest organizations.")
  private int top;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Rows of the table for a person: the last one sums up the others; 0 for all. JSON and CSV"
              + " have all. Default: ${DEFAULT-VALUE}.")
  private int rows;

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
    Report report = report(common.config(), data, month, options());
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
   * @throws CommandException if the month has no usage
   */
  static Report report(ConfigDirectory config, Path data, YearMonth month, TrueCostOptions options)
      throws IOException, SQLException, CommandException {
    TrueCostReport report = new TrueCostReport(RateCardLoader.load(config));
    DataDirectory directory = DataDirectory.open(data);
    try (TrueCostDatabase database =
        TrueCostDatabase.open(directory, TrueCostDatabase.Access.PUBLIC)) {
      requireUsage(database.connection(), data, month);
      return TrueCostDocument.of(report.run(database.connection(), month, options));
    }
  }

  private static void requireUsage(Connection connection, Path data, YearMonth month)
      throws SQLException, CommandException {
    List<String> months = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT DISTINCT month FROM usage_month ORDER BY 1")) {
      while (rows.next()) {
        months.add(rows.getString(1));
      }
    }
    if (months.isEmpty()) {
      throw new CommandException(
          ExitCodes.FAILED, data + " has no usage yet; fill it with truecost replay.");
    }
    if (!months.contains(month.toString())) {
      throw new CommandException(
          ExitCodes.FAILED,
          data + " has no usage of " + month + "; it has " + String.join(", ", months) + ".");
    }
  }
}
