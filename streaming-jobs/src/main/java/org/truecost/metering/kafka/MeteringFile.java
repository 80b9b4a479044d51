package org.truecost.metering.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.job.StartingPoint;
import org.truecost.tables.DataDirectory;

/**
 * What a metering job on a cluster is told: {@code metering.yaml}. Its relative paths begin at its
 * own directory.
 *
 * @param config configuration
 * @param catalog the same, understood
 * @param servers Kafka's bootstrap servers
 * @param topics what to read
 * @param pushed topic to the source of lines that come without headers
 * @param client more settings of Kafka's client
 * @param data data directory, the same for all of the cluster
 * @param keyFile keys of clients' pseudonyms, the same for all of the cluster
 * @param lineage the job's name over all its restarts
 * @param start where to begin without a checkpoint
 * @param publications time between commits
 * @param checkpoints time between checkpoints, if not the cluster's default
 * @param parallelism of all operators, if not the cluster's default
 * @param slotBytes heap that one slot of a TaskManager has
 */
record MeteringFile(
    MeteringConfig config,
    MeteringCatalog catalog,
    String servers,
    List<String> topics,
    Map<String, String> pushed,
    Map<String, String> client,
    Path data,
    Path keyFile,
    String lineage,
    StartingPoint start,
    Duration publications,
    Optional<Duration> checkpoints,
    Optional<Integer> parallelism,
    long slotBytes) {
  private static final Duration PUBLICATIONS = Duration.ofMinutes(10);
  private static final int SLOT_MIB = 192;
  private static final int LEAST_SLOT_MIB = 64;
  private static final int LONGEST_LINEAGE = 60;

  /** These are ours: without them, nothing would be exactly once. */
  private static final List<String> NOT_CLIENT =
      List.of(
          "isolation.level",
          "bootstrap.servers",
          "group.id",
          "enable.auto.commit",
          "auto.offset.reset",
          "key.deserializer",
          "value.deserializer");

  /**
   * Reads and checks all of it.
   *
   * @throws ConfigException with everything that is wrong, also in the files it names
   */
  static MeteringFile read(Path file) {
    Problems problems = new Problems();
    Optional<Section> top = bytes(file, problems).flatMap(b -> Yaml.read(file, b, problems));
    if (top.isEmpty()) {
      throw new ConfigException(problems.all());
    }
    Section section = top.get();
    Path base = file.toAbsolutePath().normalize().getParent();

    String servers = section.requiredText("servers");
    Map<String, String> pushed = new HashMap<>();
    List<String> topics = topics(section, pushed);
    Path data = path(section, "data", base, null);
    Path keyFile = path(section, "keys", base, ClientKeys.beside(data));
    if (keyFile.startsWith(data) && section.has("data")) {
      section.problem("keys", keyFile + " must lie outside the data directory " + data);
    }
    Path configPath = path(section, "config", base, null);
    Path sources = path(section, "sources", base, configPath.resolve("sources.yaml"));
    String definition = section.text("definition", "default");
    String lineage = lineage(section);
    StartingPoint start = start(section);
    Duration publications = positive(section, "publish_every").orElse(PUBLICATIONS);
    Optional<Duration> checkpoints = positive(section, "checkpoint_every");
    Map<String, String> client = section.textMap("client");
    for (String ours : NOT_CLIENT) {
      if (client.containsKey(ours)) {
        section.problem("client " + ours, "is set by the job and cannot be changed");
      }
    }
    Optional<Integer> parallelism = Optional.empty();
    if (section.has("parallelism")) {
      parallelism = Optional.of((int) Math.min(section.wholeNumber("parallelism", 1, 1), 128));
    }
    long slotMib = section.wholeNumber("memory_per_slot_mib", LEAST_SLOT_MIB, SLOT_MIB);
    section.close();

    Optional<MeteringConfig> config = config(section, configPath, sources, definition, problems);
    Optional<MeteringCatalog> catalog = config.flatMap(read -> catalog(read, problems));
    catalog.ifPresent(read -> requireSources(section, pushed, read));
    problems.throwIfAny();
    return new MeteringFile(
        config.orElseThrow(),
        catalog.orElseThrow(),
        servers,
        topics,
        pushed,
        client,
        data,
        keyFile,
        lineage,
        start,
        publications,
        checkpoints,
        parallelism,
        slotMib << 20);
  }

  private static Optional<byte[]> bytes(Path file, Problems problems) {
    try {
      if (!Files.isRegularFile(file)) {
        problems.add(file, "", "does not exist, or is no file");
        return Optional.empty();
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      problems.add(file, "", "cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> topics(Section section, Map<String, String> pushed) {
    List<String> topics = new ArrayList<>();
    if (!section.has("topics")) {
      section.problem("topics", "is missing; write it as [{name: access-logs}]");
    }
    for (Section topic : section.sections("topics")) {
      String name = topic.requiredText("name");
      if (topics.contains(name)) {
        topic.problem("name", "\"" + name + "\" is there twice");
      }
      topics.add(name);
      topic.optionalText("source").ifPresent(source -> pushed.put(name, source));
      topic.close();
    }
    return topics;
  }

  private static Path path(Section section, String key, Path base, Path fallback) {
    String given =
        fallback == null ? section.requiredText(key) : section.text(key, fallback.toString());
    if (DataDirectory.isAddress(given)) {
      section.problem(
          key,
          "\""
              + given
              + "\" is an address; it must be a path on a file system that the client and all"
              + " TaskManagers share");
      return base;
    }
    try {
      return base.resolve(given).normalize();
    } catch (InvalidPathException e) {
      section.problem(key, "\"" + given + "\" is not a path");
      return base;
    }
  }

  private static String lineage(Section section) {
    String lineage = section.requiredText("lineage");
    boolean plain = lineage.length() <= LONGEST_LINEAGE;
    for (int i = 0; i < lineage.length(); i++) {
      char c = lineage.charAt(i);
      plain &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!plain) {
      section.problem(
          "lineage",
          "\""
              + lineage
              + "\" must be of at most "
              + LONGEST_LINEAGE
              + " small letters, digits and hyphens: files are named by it");
    }
    return lineage;
  }

  private static StartingPoint start(Section section) {
    String start = section.text("start", "earliest");
    Optional<StartingPoint> known = StartingPoint.parse(start);
    if (known.isEmpty()) {
      section.problem(
          "start",
          "\""
              + start
              + "\" is neither a time such as 2026-11-01T00:00:00Z, nor earliest, latest, group or"
              + " group=NAME"
              + Problems.hint(start, List.of("earliest", "latest", "group")));
    }
    return known.orElseGet(
        () -> new StartingPoint(StartingPoint.Kind.EARLIEST, 0, new HashMap<>()));
  }

  private static Optional<Duration> positive(Section section, String key) {
    Duration given = section.duration(key, null);
    if (given != null && given.toMillis() <= 0) {
      section.problem(key, given + " is not longer than nothing");
      return Optional.empty();
    }
    return Optional.ofNullable(given);
  }

  private static Optional<MeteringConfig> config(
      Section section, Path directory, Path sources, String definition, Problems problems) {
    Optional<byte[]> bytes =
        section.has("config") || section.has("sources")
            ? bytes(sources, problems)
            : Optional.empty();
    if (!section.has("config")) {
      return Optional.empty();
    }
    try {
      ConfigDirectory read = ConfigDirectory.read(directory);
      return bytes.map(b -> new MeteringConfig(read, sources.toString(), b, definition));
    } catch (ConfigException e) {
      add(e, problems);
      return Optional.empty();
    }
  }

  private static Optional<MeteringCatalog> catalog(MeteringConfig config, Problems problems) {
    try {
      return Optional.of(MeteringCatalog.load(config));
    } catch (ConfigException e) {
      add(e, problems);
      return Optional.empty();
    }
  }

  private static void requireSources(
      Section section, Map<String, String> pushed, MeteringCatalog catalog) {
    pushed.forEach(
        (topic, source) -> {
          if (!catalog.sources().containsKey(source)) {
            section.problem(
                "topics (" + topic + ") source",
                "\""
                    + source
                    + "\" is not in the sources file"
                    + Problems.hint(source, catalog.sources().keySet()));
          }
        });
  }

  private static void add(ConfigException failure, Problems problems) {
    failure.problems().forEach(p -> problems.add(Path.of(p.file()), p.entry(), p.message()));
  }
}
