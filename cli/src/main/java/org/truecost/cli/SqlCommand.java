package org.truecost.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.truecost.reports.Sql;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.tables.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecost sql}. */
@Command(
    name = "sql",
    header = "Ask the tables with SQL.",
    description = {
      "The tables of the newest commit as DuckDB views: usage, usage_month, downloads, bandwidth,"
          + " clients, ledger; with --restricted also rejects. One query that reads; no other file"
          + " can be reached.",
      "Try: SHOW TABLES, or DESCRIBE usage."
    })
final class SqlCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "QUERY", description = "The query.")
  private String query;

  @Option(
      names = "--restricted",
      description = "Show restricted tables too: they hold parts of log lines.")
  private boolean restricted;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeLimitConverter.class,
      description =
          "Stop the query if its answer is not there by then: 30s, 5m or 1h; exit code 8. Default:"
              + " none.")
  private Duration timeout;

  @Override
  public Integer call() throws Exception {
    DataDirectory directory = data.open();
    try (TrueCostDatabase database =
        TrueCostDatabase.sandbox(
            directory,
            restricted ? TrueCostDatabase.Access.RESTRICTED : TrueCostDatabase.Access.PUBLIC)) {
      try (SqlAnswer answer = SqlAnswer.of(output, common.out())) {
        Sql.run(database, query, timeout == null ? Sql.NO_LIMIT : timeout, answer);
      }
    }
    return ExitCodes.OK;
  }
}
