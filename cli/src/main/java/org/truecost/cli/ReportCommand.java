package org.truecost.cli;

import picocli.CommandLine.Command;

/** {@code truecost report}. */
@Command(
    name = "report",
    header = "Reports over the committed tables.",
    synopsisSubcommandLabel = "REPORT",
    subcommands = {TrueCostReportCommand.class})
final class ReportCommand extends CommandGroup {
  ReportCommand() {
    super("Missing the name of a report");
  }
}
