package org.truecost.devcluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a cluster is made of.
 *
 * @param taskManagers how many TaskManagers, 1 to 32
 * @param slots task slots of each, 1 to 64
 * @param memoryMiB what one TaskManager may take in all; 640 MiB are enough for up to four slots
 * @param kafkaPort the broker's port, or 0 for any free one
 * @param restPort the port of Flink's REST API, or 0 for any free one
 * @param jobManagers how many JobManagers, 1 to 4; more than one needs high availability
 * @param highAvailability whether jobs survive the death of their JobManager, through a ZooKeeper
 * @param flink more keys of Flink's configuration; they win over those set here
 * @param kafka more keys of the broker's configuration; they win over those set here
 */
public record Settings(
    int taskManagers,
    int slots,
    int memoryMiB,
    int kafkaPort,
    int restPort,
    int jobManagers,
    boolean highAvailability,
    Map<String, String> flink,
    Map<String, String> kafka) {
  /** Two TaskManagers of two slots, for a machine of two cores: some 1.5 GB in use when idle. */
  public static final Settings DEFAULT =
      new Settings(2, 2, 1024, 0, 0, 1, false, Map.of(), Map.of());

  public Settings {
    requireRange("task managers", taskManagers, 1, 32);
    requireRange("slots", slots, 1, 64);
    requireRange("memory in MiB", memoryMiB, 1, 1 << 17);
    TaskManagerMemory.of(memoryMiB, slots);
    requireRange("Kafka's port", kafkaPort, 0, 65_535);
    requireRange("the REST port", restPort, 0, 65_535);
    requireRange("job managers", jobManagers, 1, 4);
    if (jobManagers > 1 && !highAvailability) {
      throw new IllegalArgumentException("more than one job manager needs high availability");
    }
    if (kafkaPort != 0 && kafkaPort == restPort) {
      throw new IllegalArgumentException("Kafka and REST cannot share port " + kafkaPort);
    }
    flink = Collections.unmodifiableMap(new TreeMap<>(flink));
    kafka = Collections.unmodifiableMap(new TreeMap<>(kafka));
    requireOneLine(flink);
    requireOneLine(kafka);
  }

  public Settings withTaskManagers(int count) {
    return new Settings(
        count, slots, memoryMiB, kafkaPort, restPort, jobManagers, highAvailability, flink, kafka);
  }

  public Settings withSlots(int count) {
    return new Settings(
        taskManagers,
        count,
        memoryMiB,
        kafkaPort,
        restPort,
        jobManagers,
        highAvailability,
        flink,
        kafka);
  }

  public Settings withMemoryMiB(int size) {
    return new Settings(
        taskManagers,
        slots,
        size,
        kafkaPort,
        restPort,
        jobManagers,
        highAvailability,
        flink,
        kafka);
  }

  public Settings withKafkaPort(int port) {
    return new Settings(
        taskManagers,
        slots,
        memoryMiB,
        port,
        restPort,
        jobManagers,
        highAvailability,
        flink,
        kafka);
  }

  public Settings withRestPort(int port) {
    return new Settings(
        taskManagers,
        slots,
        memoryMiB,
        kafkaPort,
        port,
        jobManagers,
        highAvailability,
        flink,
        kafka);
  }

  /** With so many JobManagers that share their jobs through a ZooKeeper. */
  public Settings withHighAvailability(int count) {
    return new Settings(
        taskManagers, slots, memoryMiB, kafkaPort, restPort, count, true, flink, kafka);
  }

  /** With these keys of Flink's configuration, and no others. */
  public Settings withFlink(Map<String, String> keys) {
    return new Settings(
        taskManagers,
        slots,
        memoryMiB,
        kafkaPort,
        restPort,
        jobManagers,
        highAvailability,
        keys,
        kafka);
  }

  /** With these keys of the broker's configuration, and no others. */
  public Settings withKafka(Map<String, String> keys) {
    return new Settings(
        taskManagers,
        slots,
        memoryMiB,
        kafkaPort,
        restPort,
        jobManagers,
        highAvailability,
        flink,
        keys);
  }

  /** Every process there should be, in the order in which they are started. */
  List<MemberName> members() {
    List<MemberName> members = new ArrayList<>();
    if (highAvailability) {
      members.add(new MemberName(Role.ZOOKEEPER, 1));
    }
    members.add(new MemberName(Role.KAFKA, 1));
    for (int i = 1; i <= jobManagers; i++) {
      members.add(new MemberName(Role.JOB_MANAGER, i));
    }
    for (int i = 1; i <= taskManagers; i++) {
      members.add(new MemberName(Role.TASK_MANAGER, i));
    }
    return members;
  }

  private static void requireRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " is not in " + least + " to " + most);
    }
  }

  private static void requireOneLine(Map<String, String> keys) {
    keys.forEach(
        (key, value) -> {
          if (key.isBlank() || (key + value).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a key and a value of one line: " + key);
          }
        });
  }
}
