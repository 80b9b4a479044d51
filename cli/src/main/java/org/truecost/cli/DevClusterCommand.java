package org.truecost.cli;

import picocli.CommandLine.Command;

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
final class DevClusterCommand extends CommandGroup {
  DevClusterCommand() {
    super("Missing command: dev-cluster up, status or down");
  }
}
