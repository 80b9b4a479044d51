package org.truecost.cli;

import java.time.YearMonth;
import java.util.Optional;
import org.truecost.reports.Rejects;
import picocli.CommandLine.Option;

/** Which rejected lines a command is about. */
final class RejectFilter {
  @Option(names = "--source", paramLabel = "ID", order = 10, description = "Only of this source.")
  private String source;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      order = 11,
      description = "Only for this reason, such as unexpected_host.")
  private String reason;

  @Option(
      names = "--month",
      paramLabel = "MONTH",
      order = 12,
      converter = MonthConverter.class,
      description = "Only of batches of this month, such as 2026-10.")
  private YearMonth month;

  @Option(
      names = "--file",
      paramLabel = "NAME",
      order = 13,
      description =
          "Only of this file, by its name in the ledger; * and ? stand for other characters.")
  private String file;

  Rejects.Filter filter() {
    return new Rejects.Filter(
        Optional.ofNullable(source),
        Optional.ofNullable(reason),
        Optional.ofNullable(month),
        Optional.ofNullable(file));
  }
}
