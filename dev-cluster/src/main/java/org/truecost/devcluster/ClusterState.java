package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of a cluster between commands.
 *
 * @param settings what it was asked to be
 * @param ports where its processes listen
 * @param members the processes that were started last, dead or alive
 */
record ClusterState(Settings settings, Ports ports, List<Member> members) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ClusterState {
    requireNonNull(settings, "settings");
    requireNonNull(ports, "ports");
    members = List.copyOf(members);
  }

  Optional<Member> member(MemberName name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  boolean anyAlive() {
    return members.stream()
        .anyMatch(member -> Liveness.of(member.pid(), member.mark()) != Liveness.DEAD);
  }

  ClusterState with(Member started) {
    List<Member> all = new ArrayList<>(without(started.name()).members());
    all.add(started);
    return new ClusterState(settings, ports, all);
  }

  ClusterState without(MemberName name) {
    return new ClusterState(
        settings, ports, members.stream().filter(member -> !member.name().equals(name)).toList());
  }

  /**
   * Reads the state below {@code layout}, if a cluster was ever started there.
   *
   * @throws DevClusterException if the file is damaged
   */
  static Optional<ClusterState> read(Layout layout) throws DevClusterException, IOException {
    Path file = layout.state();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(file.toFile());
      List<Member> members = new ArrayList<>();
      for (JsonNode member : root.required("processes")) {
        members.add(
            new Member(
                MemberName.parse(member.required("name").asText()),
                member.required("pid").asLong(),
                member.required("mark").asText()));
      }
      Map<String, Integer> ports = new TreeMap<>();
      root.required("ports")
          .properties()
          .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
      return Optional.of(
          new ClusterState(settings(root.required("settings")), new Ports(ports), members));
    } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException damaged) {
      throw new DevClusterException(
          file
              + " is damaged; processes of the cluster, if any, have \""
              + Launches.MARK
              + "\" in their command lines. Stop them and delete the file.",
          damaged);
    }
  }

  /** Replaces the file whole: a reader never sees half of it. */
  void write(Layout layout) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode set = root.putObject("settings");
    set.put("task_managers", settings.taskManagers());
    set.put("slots", settings.slots());
    set.put("memory_mib", settings.memoryMiB());
    set.put("kafka_port", settings.kafkaPort());
    set.put("rest_port", settings.restPort());
    set.put("job_managers", settings.jobManagers());
    set.put("high_availability", settings.highAvailability());
    ObjectNode flink = set.putObject("flink");
    settings.flink().forEach(flink::put);
    ObjectNode kafka = set.putObject("kafka");
    settings.kafka().forEach(kafka::put);
    ObjectNode byUse = root.putObject("ports");
    ports.byUse().forEach(byUse::put);
    var processes = root.putArray("processes");
    for (Member member : members) {
      processes
          .addObject()
          .put("name", member.name().toString())
          .put("pid", member.pid())
          .put("mark", member.mark());
    }
    Path file = layout.state();
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException plain) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Settings settings(JsonNode node) {
    return new Settings(
        node.required("task_managers").asInt(),
        node.required("slots").asInt(),
        node.required("memory_mib").asInt(),
        node.required("kafka_port").asInt(),
        node.required("rest_port").asInt(),
        node.required("job_managers").asInt(),
        node.required("high_availability").asBoolean(),
        texts(node.required("flink")),
        texts(node.required("kafka")));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new TreeMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
