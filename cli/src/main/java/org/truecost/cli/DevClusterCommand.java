package org.truecost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost dev-cluster}. */
@Command(
    name = "dev-cluster",
    header = "Run a real Kafka broker and a Flink cluster on this machine.",
    description =
        "A broker, a JobManager and TaskManagers as processes of their own, from the jars of the"
            + " build. For trying and testing: they listen on this machine only, without"
            + " authentication.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DevClusterUpCommand.class,
      DevClusterStatusCommand.class,
      DevClusterDownCommand.class
    })
final class DevClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: dev-cluster up, status or down");
  }
}
