package org.truecost.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.devcluster.ClusterStatus;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.Installation;
import org.truecost.devcluster.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost dev-cluster up}. */
@Command(
    name = "up",
    header = "Start the cluster, or what of it is dead, and wait until it serves.",
    description =
        "What is not said is as it was when the cluster was started last. The processes stay when"
            + " this command and its terminal end; a start that fails stops what it has started.")
final class DevClusterUpCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private DevClusterDirectory directory;
  @Spec private CommandSpec spec;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "How many TaskManagers. At first: 2.")
  private Integer taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Task slots of each TaskManager. At first: 2.")
  private Integer slots;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description =
          "What a TaskManager may take in all, in MiB. At first: 1024. The others take some 900"
              + " MiB together.")
  private Integer memory;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Kafka's port; 0 for any that is free. At first: 0.")
  private Integer kafkaPort;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      description = "The port of Flink's REST API; 0 for any that is free. At first: 0.")
  private Integer restPort;

  @Option(
      names = "--high-availability",
      negatable = true,
      description =
          "Whether jobs survive the death of their JobManager, through a ZooKeeper. At first: no.")
  private Boolean highAvailability;

  @Option(
      names = "--job-managers",
      paramLabel = "N",
      description = "How many JobManagers; more than one needs --high-availability. At first: 1.")
  private Integer jobManagers;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "A key of Flink's configuration; may be repeated. Replaces earlier ones.")
  private Map<String, String> flink;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A key of the broker's configuration; may be repeated. Replaces earlier ones.")
  private Map<String, String> kafka;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait until all of it serves. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(names = "--json", order = 80, description = "JSON on standard output, as of status.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (timeout < 1) {
      throw new ParameterException(
          spec.commandLine(), "--timeout must be at least 1 second: " + timeout);
    }
    Path lib = Home.directory().resolve(Path.of("cli", "target", "truecost", "lib"));
    Installation installation =
        Installation.of(lib.resolveSibling(lib.getFileName() + "-kafka"), lib);
    DevCluster.Up up =
        DevCluster.up(
            directory.path(), settings(), installation, Duration.ofSeconds(timeout), common::note);
    if (json) {
      DevClusterStatusCommand.writeJson(Optional.of(up.status()), common.out());
    } else {
      tell(up);
    }
    return ExitCodes.OK;
  }

  private Settings settings() throws Exception {
    Settings settings = DevCluster.settings(directory.path()).orElse(Settings.DEFAULT);
    try {
      return new Settings(
          or(taskManagers, settings.taskManagers()),
          or(slots, settings.slots()),
          or(memory, settings.memoryMiB()),
          or(kafkaPort, settings.kafkaPort()),
          or(restPort, settings.restPort()),
          or(jobManagers, settings.jobManagers()),
          highAvailability == null ? settings.highAvailability() : highAvailability,
          flink == null ? settings.flink() : flink,
          kafka == null ? settings.kafka() : kafka);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          spec.commandLine(), "Such a cluster cannot be: " + wrong.getMessage());
    }
  }

  private static int or(Integer asked, int otherwise) {
    return asked == null ? otherwise : asked;
  }

  private void tell(DevCluster.Up up) {
    PrintWriter out = common.out();
    ClusterStatus status = up.status();
    int processes = status.processes().size();
    String what =
        up.started().isEmpty()
            ? "is up already"
            : up.started().size() == processes
                ? "is up"
                : "is whole again; started: " + String.join(", ", up.started());
    out.println("The cluster in " + status.directory() + " " + what + ".");
    out.println();
    out.println("  Kafka     " + status.bootstrapServers());
    status.rest().forEach(rest -> out.println("  Flink     " + rest));
    status
        .flink()
        .ifPresent(
            flink ->
                out.println(
                    "            "
                        + flink.taskManagers()
                        + " TaskManagers, "
                        + flink.slots()
                        + " slots, "
                        + flink.freeSlots()
                        + " free"));
    out.println("  Logs      " + status.directory().resolve("log"));
    if (common.quiet()) {
      return;
    }
    Path flink = status.directory().resolve(Path.of("bin", "flink"));
    out.println();
    out.println("Try next:");
    out.println("  " + directory.command("status"));
    out.println("  " + DevClusterDirectory.quoted(flink.toString()) + " run -d YOUR-JOB.jar");
    out.println("  " + directory.command("down"));
  }
}
