package org.truecost.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code truecost completion}. */
@Command(
    name = "completion",
    header = "Print a script that completes commands and options.",
    description = "For bash and zsh: source <(truecost completion)")
final class CompletionCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    common.out().print(AutoComplete.bash("truecost", spec.root().commandLine()));
    return ExitCodes.OK;
  }
}
