package org.truecost.cli;

import picocli.CommandLine.Command;

/** {@code truecost rejects}. */
@Command(
    name = "rejects",
    header = "List, show and replay the lines that could not be metered.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RejectsListCommand.class, RejectsShowCommand.class, RejectsReplayCommand.class})
final class RejectsCommand extends CommandGroup {
  RejectsCommand() {
    super("Missing command: list, show or replay");
  }
}
