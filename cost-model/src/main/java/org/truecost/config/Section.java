package org.truecost.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mapping in a configuration file, read key by key. Whatever is wrong is reported to {@link
 * Problems} with its place, and reading goes on with a stand-in value. {@link #close()} reports the
 * keys that nobody asked for.
 */
public final class Section {
  private static final int MOST_DIGITS = 60;
  private static final Pattern BINARY_BYTES = Pattern.compile("([0-9]{1,18}) ?([KMGT])iB");

  private final Path file;
  private final String place;
  private final JsonNode node;
  private final Problems problems;
  private final Set<String> known;

  Section(Path file, String place, JsonNode node, Problems problems) {
    this(file, place, node, problems, new HashSet<>());
  }

  private Section(Path file, String place, JsonNode node, Problems problems, Set<String> known) {
    this.file = file;
    this.place = place;
    this.node = node;
    this.problems = problems;
    this.known = known;
  }

  /** Reports that the value at {@code key} is wrong, with the rule it breaks and a hint. */
  public void problem(String key, String message) {
    problems.add(file, entry(key), message);
  }

  public Path file() {
    return file;
  }

  /** The same section, called {@code name} in messages: {@code sources[2] (crates-io-static)}. */
  public Section named(String name) {
    return new Section(file, place + " (" + name + ")", node, problems, known);
  }

  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** A text that must be there and say something; the empty string stands in for a missing one. */
  public String requiredText(String key) {
    Optional<String> given = optionalText(key);
    if (!has(key)) {
      problem(key, "is missing");
    } else if (given.isPresent() && given.get().isBlank()) {
      problem(key, "is empty");
    }
    return given.orElse("");
  }

  public String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  /** A text, number or truth value as text; empty if absent or, reported, of another type. */
  public Optional<String> optionalText(String key) {
    JsonNode value = child(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      problem(key, "must be a single value, not a list or mapping");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** One of {@code choices}, by their label; the first choice stands in for a wrong one. */
  public <T> T choice(String key, Collection<T> choices, Function<T, String> label, T fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      if (fallback == null && !has(key)) {
        problem(key, "is missing; it is one of " + labels(choices, label));
      }
      return fallback == null ? choices.iterator().next() : fallback;
    }
    for (T choice : choices) {
      if (label.apply(choice).equals(given.get())) {
        return choice;
      }
    }
    problem(
        key,
        "\""
            + given.get()
            + "\" is not one of "
            + labels(choices, label)
            + hint(given.get(), choices.stream().map(label).toList()));
    return fallback == null ? choices.iterator().next() : fallback;
  }

  /** An exact decimal; {@code fallback} may be null, which makes the key required. */
  public BigDecimal decimal(String key, BigDecimal fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      if (fallback == null && !has(key)) {
        problem(key, "is missing");
      }
      return fallback == null ? BigDecimal.ZERO : fallback;
    }
    try {
      BigDecimal value = new BigDecimal(given.get());
      // 1e999999999 is a number, too, and writing it out would take a gigabyte.
      if (Math.abs((long) value.scale()) + value.precision() <= MOST_DIGITS) {
        return value;
      }
      problem(key, "has more than " + MOST_DIGITS + " digits");
    } catch (NumberFormatException e) {
      problem(key, "\"" + given.get() + "\" is not a number");
    }
    return fallback == null ? BigDecimal.ZERO : fallback;
  }

  /** A whole number of at least {@code least}; {@code fallback} if absent. */
  public long wholeNumber(String key, long least, long fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(given.get());
      if (value < least) {
        problem(key, value + " is below " + least);
        return fallback;
      }
      return value;
    } catch (NumberFormatException e) {
      problem(key, "\"" + given.get() + "\" is not a whole number");
      return fallback;
    }
  }

  /**
   * A number of bytes with a binary unit, such as {@code 64MiB}; {@code fallback} if absent or
   * wrong.
   */
  public long binaryBytes(String key, long fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      return fallback;
    }
    Matcher parts = BINARY_BYTES.matcher(given.get());
    if (parts.matches()) {
      int unit = 10 * (1 + "KMGT".indexOf(parts.group(2)));
      long number = Long.parseLong(parts.group(1));
      if (number <= Long.MAX_VALUE >> unit) {
        return number << unit;
      }
    }
    problem(key, "\"" + given.get() + "\" is not a size; write it as 64MiB (KiB, MiB, GiB or TiB)");
    return fallback;
  }

  public boolean truth(String key, boolean fallback) {
    JsonNode value = child(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      problem(key, "\"" + value.asText() + "\" is neither true nor false");
      return fallback;
    }
    return value.booleanValue();
  }

  /** A date {@code YYYY-MM-DD}; {@code fallback} if absent or wrong. */
  public LocalDate date(String key, LocalDate fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      return fallback;
    }
    try {
      return LocalDate.parse(given.get());
    } catch (DateTimeParseException e) {
      problem(key, "\"" + given.get() + "\" is not a date; write it as 2026-10-31");
      return fallback;
    }
  }

  /** An ISO 8601 duration such as {@code PT1H}; {@code fallback} if absent or wrong. */
  public Duration duration(String key, Duration fallback) {
    Optional<String> given = optionalText(key);
    if (given.isEmpty()) {
      return fallback;
    }
    try {
      return Duration.parse(given.get());
    } catch (DateTimeParseException e) {
      problem(key, "\"" + given.get() + "\" is not a duration; write it as PT1H or P1D");
      return fallback;
    }
  }

  /** A list of texts; a single text is a list of one; empty if absent. */
  public List<String> texts(String key) {
    JsonNode value = child(key);
    if (value == null) {
      return List.of();
    }
    if (value.isValueNode()) {
      return List.of(value.asText());
    }
    List<String> texts = new ArrayList<>();
    if (!value.isArray()) {
      problem(key, "must be a list of texts");
      return List.of();
    }
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i).isValueNode() && !value.get(i).isNull()) {
        texts.add(value.get(i).asText());
      } else {
        problem(key + "[" + i + "]", "must be a text");
      }
    }
    return texts;
  }

  /** A mapping of texts to texts, in the order of the file; empty if absent. */
  public Map<String, String> textMap(String key) {
    Map<String, String> map = new LinkedHashMap<>();
    JsonNode value = child(key);
    if (value == null) {
      return map;
    }
    if (!value.isObject()) {
      problem(key, "must be a mapping of names to texts");
      return map;
    }
    value
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                map.put(field.getKey(), field.getValue().asText());
              } else {
                problem(key + "." + field.getKey(), "must be a text");
              }
            });
    return map;
  }

  /** A mapping below this one, if it is there. */
  public Optional<Section> section(String key) {
    JsonNode value = child(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      problem(key, "must be a mapping");
      return Optional.empty();
    }
    return Optional.of(new Section(file, entry(key), value, problems));
  }

  /** The mappings of a list, each with its index in its place; empty if absent. */
  public List<Section> sections(String key) {
    JsonNode value = child(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      problem(key, "must be a list");
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String child = entry(key) + "[" + i + "]";
      if (value.get(i).isObject()) {
        sections.add(new Section(file, child, value.get(i), problems));
      } else {
        problems.add(file, child, "must be a mapping");
      }
    }
    return sections;
  }

  /** Whether the value at {@code key} is a mapping (and not a text or list). */
  public boolean isMapping(String key) {
    return node.path(key).isObject();
  }

  /** Reports every key that was not read: a misspelt key must not be ignored. */
  public void close() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problem(key, "is not a known key" + hint(key, new TreeSet<>(known)));
              }
            });
  }

  private JsonNode child(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private String entry(String key) {
    return place.isEmpty() ? key : key.isEmpty() ? place : place + " " + key;
  }

  private static <T> String labels(Collection<T> choices, Function<T, String> label) {
    return String.join(", ", choices.stream().map(label).toList());
  }

  /** {@code ; did you mean "x"?} for the nearest choice, if one is near. */
  static String hint(String given, Collection<String> choices) {
    // Two of two letters changed is another word, not a slip of the finger.
    return choices.stream()
        .filter(choice -> distance(given, choice) <= slips(choice))
        .min(Comparator.comparingInt(choice -> distance(given, choice)))
        .map(choice -> "; did you mean \"" + choice + "\"?")
        .orElse("");
  }

  private static int slips(String choice) {
    return choice.length() <= 3 ? 1 : Math.max(2, choice.length() / 3);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
