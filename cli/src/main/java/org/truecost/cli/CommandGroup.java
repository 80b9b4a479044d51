package org.truecost.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has others below it. */
abstract class CommandGroup implements Runnable {
  private final String missing;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /**
   * @param missing what to say to who names none of them
   */
  CommandGroup(String missing) {
    this.missing = missing;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), missing);
  }
}
