package org.truecost.cli;

import picocli.CommandLine.Command;

/** {@code truecost explain}. */
@Command(
    name = "explain",
    header = "Say how something came about.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ExplainLineCommand.class)
final class ExplainCommand extends CommandGroup {
  ExplainCommand() {
    super("Missing command: explain line");
  }
}
