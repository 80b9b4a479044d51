package org.truecost.cli;

import picocli.CommandLine.Command;

/** {@code truecost ranges}. */
@Command(
    name = "ranges",
    header = "Take over the address ranges that clouds and other operators publish.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RangesImportCommand.class)
final class RangesCommand extends CommandGroup {
  RangesCommand() {
    super("Missing command: ranges import");
  }
}
