package org.truecost.retention;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;

/**
 * How many days what is stored is kept, from {@code config/retention.yaml}. What is not named here
 * is kept for good.
 *
 * @param tables days of rows, by table, counted from the day of their batch
 * @param keys days of the keys of client pseudonyms, counted from the day they are for
 * @param topics days of records, by Kafka topic
 * @param digest of the file this was read from
 */
public record RetentionPolicy(
    Map<String, Integer> tables, OptionalInt keys, Map<String, Integer> topics, String digest) {
  /** The file, below {@code config/}. */
  public static final String FILE = "retention.yaml";

  private static final String KEEP = "keep";
  private static final int MOST_DAYS = 36_500;

  public RetentionPolicy {
    tables = java.util.Collections.unmodifiableMap(new TreeMap<>(tables));
    topics = java.util.Collections.unmodifiableMap(new TreeMap<>(topics));
    requireNonNull(keys, "keys");
    requireNonNull(digest, "digest");
  }

  /**
   * The tables that a policy may speak of.
   *
   * @param metered tables with rows of their own
   * @param restricted those of them that hold addresses: a policy must speak of each
   * @param derived table to the one it is made from, and with which it goes
   */
  public record Stored(
      Collection<String> metered, Set<String> restricted, Map<String, String> derived) {}

  /**
   * Reads {@code retention.yaml}.
   *
   * @throws org.truecost.config.ConfigException with all that is wrong
   */
  public static RetentionPolicy load(ConfigDirectory config, Stored stored) {
    Problems problems = new Problems();
    Path file = config.display(FILE);
    Optional<byte[]> bytes = config.bytes(FILE);
    if (bytes.isEmpty()) {
      problems.add(file, "", "is missing; it says how many days what is stored is kept");
    }
    Optional<RetentionPolicy> policy =
        bytes
            .flatMap(content -> Yaml.read(file, content, problems))
            .map(section -> read(section, stored, config.digest(FILE)));
    problems.throwIfAny();
    return policy.orElseThrow();
  }

  /** The first day that is kept when {@code days} are kept and it is {@code today}. */
  public static LocalDate firstKept(LocalDate today, int days) {
    return today.minusDays(days);
  }

  private static RetentionPolicy read(Section section, Stored stored, String digest) {
    Map<String, Integer> tables = new TreeMap<>();
    Map<String, String> given = section.textMap("tables");
    given.forEach(
        (table, text) -> {
          String place = "tables." + table;
          if (stored.derived().containsKey(table)) {
            section.problem(
                place, "is derived from " + stored.derived().get(table) + " and goes with it");
          } else if (!stored.metered().contains(table)) {
            section.problem(place, "is no table" + Problems.hint(table, stored.metered()));
          } else {
            days(section, place, text).ifPresent(days -> tables.put(table, days));
          }
        });
    for (String table : stored.restricted().stream().sorted().toList()) {
      if (!given.containsKey(table)) {
        section.problem(
            "tables." + table, "is missing; it holds addresses: give days, or say keep");
      }
    }
    OptionalInt keys = days(section, "keys", section.requiredText("keys"));
    Map<String, Integer> topics = new TreeMap<>();
    section
        .textMap("topics")
        .forEach(
            (topic, text) ->
                days(section, "topics." + topic, text).ifPresent(days -> topics.put(topic, days)));
    section.close();
    return new RetentionPolicy(tables, keys, topics, digest);
  }

  private static OptionalInt days(Section section, String place, String text) {
    if (text.equals(KEEP) || text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= MOST_DAYS) {
        return OptionalInt.of(days);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    section.problem(
        place, "\"" + text + "\" is neither keep nor a number of days from 1 to " + MOST_DAYS);
    return OptionalInt.empty();
  }
}
