package org.truecost.ingest.detect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.source.FormatSpec;

/**
 * Columns of text lines of an unknown format: quoted, bracketed, or up to the next blank. What they
 * hold is guessed from their values and written as nginx' variables.
 */
final class TextShape {
  /** Longer lines are no evidence and only cost. */
  private static final int LONGEST = 16 * 1024;

  private static final int MOST_LINES = 400;

  private static final Pattern REQUEST = Pattern.compile("[A-Z]+ \\S+ HTTP/[\\d.]+");
  private static final Pattern METHOD_TARGET = Pattern.compile("[A-Z]+ (/|https?://)\\S*");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d\\d/[A-Z][a-z]{2}/\\d{4}:.*|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:.*"
              + "|[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} .*");
  private static final Pattern EPOCH = Pattern.compile("1\\d{9}(\\.\\d+)?");
  private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}|-");
  private static final Pattern SECONDS = Pattern.compile("\\d+\\.\\d+|-");
  private static final Pattern METHOD = Pattern.compile("GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH");
  private static final Pattern TARGET = Pattern.compile("(/|https?://)\\S*");
  private static final Pattern CACHE =
      Pattern.compile("(HIT|MISS|EXPIRED|STALE|UPDATING|REVALIDATED|BYPASS|PASS)\\S*|-");
  private static final Pattern AGENT = Pattern.compile("[A-Za-z].*/[\\d?].*|-|");

  /** A piece of a line: its text, and what it is wrapped in. */
  private record Column(char open, String text, String before) {}

  private TextShape() {}

  /** The data lines of samples as text, at most a few hundred. */
  static List<String> texts(List<LineSample> samples) {
    List<String> texts = new ArrayList<>();
    for (LineSample sample : samples) {
      for (byte[] line : sample.lines()) {
        if (line.length > 0 && line[0] != '#' && texts.size() < MOST_LINES) {
          texts.add(new String(line, 0, Math.min(line.length, LONGEST), StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }

  /** A {@code log_format} string; empty if the lines have no common shape with what is needed. */
  static Optional<FormatSpec> logFormat(List<String> lines) {
    List<List<Column>> alike = mostAlike(lines);
    if (alike.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder format = new StringBuilder();
    Set<String> used = new HashSet<>();
    List<Column> first = alike.get(0);
    for (int i = 0; i < first.size(); i++) {
      Column column = first.get(i);
      int place = i;
      List<String> values = alike.stream().map(columns -> columns.get(place).text()).toList();
      String name = name(column.open(), values, used).orElse("$field_" + (i + 1));
      format.append(column.before());
      switch (column.open()) {
        case '"' -> format.append('"').append(name).append('"');
        case '[' -> format.append('[').append(name).append(']');
        default -> format.append(name);
      }
    }
    boolean enough = used.contains("time") && used.contains("$status") && used.contains("target");
    return enough
        ? Optional.of(new FormatSpec(FormatSpec.LOG_FORMAT, format.toString(), Map.of()))
        : Optional.empty();
  }

  /** What the lines look like, without showing any value of them. */
  static String describe(List<String> lines) {
    if (lines.isEmpty()) {
      return "no lines";
    }
    long binary = lines.stream().filter(TextShape::isBinary).count();
    if (binary * 2 > lines.size()) {
      return "not text";
    }
    List<List<Column>> alike = mostAlike(lines);
    if (alike.isEmpty()) {
      return "text lines without a common number of columns";
    }
    return "text lines, "
        + alike.size()
        + " of "
        + lines.size()
        + " with "
        + alike.get(0).size()
        + " columns";
  }

  private static boolean isBinary(String line) {
    return line.chars().anyMatch(c -> c == 0xFFFD || (c < ' ' && c != '\t'));
  }

  /** The lines that share the most frequent shape, if half of them do. */
  private static List<List<Column>> mostAlike(List<String> lines) {
    Map<String, List<List<Column>>> byShape = new TreeMap<>();
    for (String line : lines) {
      List<Column> columns = columns(line);
      StringBuilder shape = new StringBuilder();
      columns.forEach(column -> shape.append(column.before()).append(column.open()));
      byShape.computeIfAbsent(shape.toString(), unseen -> new ArrayList<>()).add(columns);
    }
    return byShape.values().stream()
        .max((a, b) -> Integer.compare(a.size(), b.size()))
        .filter(most -> most.size() * 2 >= lines.size() && most.get(0).size() > 2)
        .orElse(List.of());
  }

  private static List<Column> columns(String line) {
    List<Column> columns = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      int start = at;
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      String before = line.substring(start, at);
      if (at == line.length()) {
        break;
      }
      char open = line.charAt(at);
      int end = open == '"' ? quoteEnd(line, at + 1) : open == '[' ? line.indexOf(']', at) : -1;
      if (end > 0) {
        columns.add(new Column(open, line.substring(at + 1, end), before));
        at = end + 1;
      } else {
        int from = at;
        while (at < line.length() && !isBlank(line.charAt(at))) {
          at++;
        }
        columns.add(new Column(' ', line.substring(from, at), before));
      }
    }
    return columns;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '|';
  }

  private static int quoteEnd(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> name(char open, List<String> values, Set<String> used) {
    if (all(values, TIME) && used.add("time")) {
      return Optional.of("$time_local");
    }
    if (open != ' ') {
      if (all(values, REQUEST) && used.add("$request")) {
        used.add("target");
        return Optional.of("$request");
      }
      if (all(values, METHOD_TARGET) && used.add("target")) {
        return Optional.of("$request_method $request_uri");
      }
    }
    if (all(values, TARGET) && used.add("target")) {
      return Optional.of("$request_uri");
    }
    if (open == '"' && mostly(values, AGENT) && !all(values, WHOLE) && used.add("agent")) {
      return Optional.of("$http_user_agent");
    }
    if (open != ' ') {
      return Optional.empty();
    }
    if (values.stream().allMatch(TextShape::isAddress) && used.add("client")) {
      return Optional.of("$remote_addr");
    }
    if (all(values, EPOCH) && used.add("time")) {
      return Optional.of("$msec");
    }
    if (all(values, METHOD) && used.add("method")) {
      return Optional.of("$request_method");
    }
    if (mostly(values, STATUS) && all(values, Pattern.compile("\\d{3}")) && used.add("$status")) {
      return Optional.of("$status");
    }
    if (all(values, WHOLE) && !isDash(values) && used.contains("$status") && used.add("bytes")) {
      return Optional.of("$bytes_sent");
    }
    if (all(values, SECONDS) && !isDash(values) && used.add("seconds")) {
      return Optional.of("$request_time");
    }
    if (all(values, CACHE) && !isDash(values) && used.add("cache")) {
      return Optional.of("$upstream_cache_status");
    }
    return Optional.empty();
  }

  private static boolean all(List<String> values, Pattern pattern) {
    return values.stream().allMatch(value -> pattern.matcher(value).matches());
  }

  private static boolean mostly(List<String> values, Pattern pattern) {
    long matching = values.stream().filter(value -> pattern.matcher(value).matches()).count();
    return matching * 10 >= values.size() * 7L;
  }

  private static boolean isDash(List<String> values) {
    return values.stream().allMatch(value -> value.equals("-"));
  }

  private static boolean isAddress(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ClientAddress().parse(bytes, 0, bytes.length);
  }
}
