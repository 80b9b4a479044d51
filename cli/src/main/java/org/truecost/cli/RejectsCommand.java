package org.truecost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost rejects}. */
@Command(
    name = "rejects",
    header = "List, show and replay the lines that could not be metered.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RejectsListCommand.class, RejectsShowCommand.class, RejectsReplayCommand.class})
final class RejectsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: list, show or replay");
  }
}
