package org.truecost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost explain}. */
@Command(
    name = "explain",
    header = "Say how something came about.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ExplainLineCommand.class)
final class ExplainCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: explain line");
  }
}
