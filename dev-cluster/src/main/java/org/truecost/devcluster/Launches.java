package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How each program is started.
 *
 * @param layout where it works
 * @param installation what is run
 */
record Launches(Layout layout, Installation installation) {
  /** Every process of a cluster has this in its command line. */
  static final String MARK = "-Dtruecost.dev-cluster.process=";

  /**
   * A command.
   *
   * @param command the words of its command line
   * @param environment what its environment has beside ours; the class path is in here, since the
   *     system shows only the first few thousand characters of a command line
   */
  record Launch(List<String> command, Map<String, String> environment) {
    Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  Launches {
    requireNonNull(layout, "layout");
    requireNonNull(installation, "installation");
  }

  Launch of(Member member, Settings settings, Ports ports) {
    return switch (member.name().role()) {
      case ZOOKEEPER -> zooKeeper(member);
      case KAFKA -> kafka(member);
      case JOB_MANAGER -> jobManager(member, settings, ports);
      case TASK_MANAGER -> taskManager(member, settings, ports);
    };
  }

  /** Prepares the broker's storage; done in a second or two. */
  Launch formatKafka(String clusterId) {
    List<String> command = java("kafka-format", "kafka-format", "-Xmx128m", Compiler.QUICK);
    command.addAll(
        List.of(
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "--cluster-id",
            clusterId,
            "--config",
            serverProperties().toString()));
    return new Launch(command, Map.of("CLASSPATH", installation.kafkaClassPath()));
  }

  /** Flink's command-line client, but for its arguments. */
  Launch client() {
    List<String> command = java("client", "client", "-Xmx256m", Compiler.QUICK);
    command.add("org.apache.flink.client.cli.CliFrontend");
    return new Launch(command, flinkEnvironment());
  }

  Path serverProperties() {
    return layout.conf().resolve("server.properties");
  }

  Path configYaml() {
    return layout.conf().resolve("config.yaml");
  }

  Path zooKeeperProperties() {
    return layout.conf().resolve("zookeeper.properties");
  }

  Path logging() {
    return layout.conf().resolve("log4j2.properties");
  }

  private Launch kafka(Member member) {
    List<String> command =
        java(member.name().toString(), member.mark(), "-Xmx512m", Compiler.QUICK);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("kafka.Kafka");
    command.add(serverProperties().toString());
    return new Launch(command, Map.of("CLASSPATH", installation.kafkaClassPath()));
  }

  // The server that Flink's own scripts start; its classes lie in Flink's jars.
  private Launch zooKeeper(Member member) {
    List<String> command = java(member.name().toString(), member.mark(), "-Xmx96m", Compiler.QUICK);
    command.addAll(
        List.of(
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
            "--zkConfigFile",
            zooKeeperProperties().toString(),
            "--peerId",
            "1"));
    return new Launch(command, flinkEnvironment());
  }

  private Launch jobManager(Member member, Settings settings, Ports ports) {
    List<String> command =
        java(member.name().toString(), member.mark(), "-Xmx448m", Compiler.QUICK);
    command.add("-XX:MaxMetaspaceSize=192m");
    command.addAll(
        List.of(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            layout.conf().toString()));
    int number = member.name().number();
    set(command, "io.tmp.dirs", layout.tmp(member.name().toString()).toString());
    set(command, "rest.port", Integer.toString(ports.of(Ports.rest(number))));
    set(command, "rest.bind-port", Integer.toString(ports.of(Ports.rest(number))));
    setMetrics(command, member, ports);
    if (settings.highAvailability()) {
      set(
          command,
          "high-availability.jobmanager.port",
          Integer.toString(ports.of(Ports.rpc(number))));
    }
    return new Launch(command, flinkEnvironment());
  }

  private Launch taskManager(Member member, Settings settings, Ports ports) {
    TaskManagerMemory memory = TaskManagerMemory.of(settings.memoryMiB(), settings.slots());
    // The only process whose speed matters for long: it gets the better compiler too.
    List<String> command =
        java(member.name().toString(), member.mark(), "-Xmx" + memory.heap() + "m", Compiler.BEST);
    command.addAll(
        List.of(
            "-XX:MaxDirectMemorySize=" + memory.direct() + "m",
            "-XX:MaxMetaspaceSize=" + memory.metaspace() + "m",
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            layout.conf().toString()));
    set(command, "io.tmp.dirs", layout.tmp(member.name().toString()).toString());
    set(command, "taskmanager.resource-id", member.mark());
    setMetrics(command, member, ports);
    return new Launch(command, flinkEnvironment());
  }

  private static void setMetrics(List<String> command, Member member, Ports ports) {
    ports
        .find(Ports.metrics(member.name()))
        .ifPresent(
            port -> set(command, FlinkConfiguration.METRICS + "port", Integer.toString(port)));
  }

  private static void set(List<String> command, String key, String value) {
    command.add("-D");
    command.add(key + "=" + value);
  }

  private Map<String, String> flinkEnvironment() {
    return Map.of(
        "CLASSPATH", installation.flinkClassPath(), "FLINK_CONF_DIR", layout.conf().toString());
  }

  private enum Compiler {
    QUICK,
    BEST
  }

  private List<String> java(String name, String mark, String heap, Compiler compiler) {
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.add(MARK + mark);
    command.add(heap);
    command.add("-XX:+UseSerialGC");
    if (compiler == Compiler.QUICK) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    // Its file below /tmp would stay after kill -9.
    command.add("-XX:-UsePerfData");
    command.add("-XX:ErrorFile=" + layout.logs().resolve(name + "-crash.log"));
    command.add("-Djava.io.tmpdir=" + layout.tmp(name));
    command.add("-Djava.awt.headless=true");
    command.add("-Dlog4j2.configurationFile=" + logging().toUri());
    command.add("-Dtruecost.dev-cluster.log=" + layout.log(name));
    // Flink's client looks into java.util; native code is loaded by codecs.
    command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    command.add("--enable-native-access=ALL-UNNAMED");
    return command;
  }
}
