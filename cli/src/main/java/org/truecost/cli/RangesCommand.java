package org.truecost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost ranges}. */
@Command(
    name = "ranges",
    header = "Take over the address ranges that clouds and other operators publish.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RangesImportCommand.class)
final class RangesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: ranges import");
  }
}
