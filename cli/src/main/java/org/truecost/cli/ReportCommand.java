package org.truecost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost report}. */
@Command(
    name = "report",
    header = "Reports over the committed tables.",
    synopsisSubcommandLabel = "REPORT",
    subcommands = {TrueCostReportCommand.class})
final class ReportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing the name of a report");
  }
}
