package org.truecost.ingest.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.source.FormatSpec;

/** A {@code json:} mapping for lines of an unknown shape, from names of keys and their values. */
final class JsonMappingGuess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_DEPTH = 4;

  private static final Pattern ISO_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:.*");
  private static final Pattern EPOCH = Pattern.compile("1\\d{9}(\\d{3}|\\d{6}|\\d{9})?(\\.\\d+)?");
  private static final Pattern METHOD =
      Pattern.compile("GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|PURGE");
  private static final Pattern TARGET = Pattern.compile("(/|https?://).*");
  private static final Pattern STATUS = Pattern.compile("0|[1-5]\\d\\d");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(:\\d+)?");
  private static final Pattern CACHE =
      Pattern.compile("(?i).*(hit|miss|pass|expired|stale|revalidated|bypass|refresh|dynamic).*");
  private static final Pattern RANGE = Pattern.compile("(?i)(bytes[= ])?\\d+-.*|\\d+");

  /**
   * What makes a key ours: words its name has, the best first, words it must not have, its values.
   */
  private record Wish(
      String field, List<String> words, List<String> without, Predicate<String> value) {}

  private static final List<Wish> WISHES =
      List.of(
          new Wish(
              "time",
              List.of("timestamp", "timestart", "datetime", "starttime", "time", "date", "ts"),
              List.of("elapsed", "taken", "duration", "end"),
              text -> ISO_TIME.matcher(text).matches() || EPOCH.matcher(text).matches()),
          new Wish(
              "client_ip",
              List.of("clientip", "remoteaddr", "clientaddr", "callerip", "client", "ip", "addr"),
              List.of("server", "edge", "origin", "upstream", "local"),
              JsonMappingGuess::isAddress),
          new Wish(
              "method",
              List.of("requestmethod", "method", "verb", "request"),
              List.of(),
              text -> METHOD.matcher(text).matches()),
          new Wish(
              "url",
              List.of("requesturi", "uri", "url", "requestpath", "path", "target"),
              List.of("referer", "referrer"),
              text -> TARGET.matcher(text).matches()),
          new Wish(
              "status",
              List.of("statuscode", "responsestatus", "status", "code"),
              List.of("origin", "upstream", "cache"),
              text -> STATUS.matcher(text).matches()),
          new Wish(
              "bytes_sent",
              List.of(
                  "bytessent",
                  "byteswritten",
                  "responsebytes",
                  "bytesout",
                  "bodysize",
                  "bytes",
                  "sent",
                  "size"),
              List.of("request", "received", "length", "header"),
              text -> WHOLE.matcher(text).matches()),
          new Wish(
              "content_length",
              List.of("contentlength", "contentlen"),
              List.of("request"),
              text -> WHOLE.matcher(text).matches()),
          new Wish("user_agent", List.of("useragent", "agent"), List.of(), text -> true),
          new Wish(
              "host",
              List.of("requesthost", "hostname", "host", "vhost", "domain"),
              List.of("server", "origin", "upstream"),
              text -> HOST.matcher(text).matches()),
          new Wish(
              "edge_location",
              List.of("edgelocation", "datacenter", "colo", "pop", "location"),
              List.of(),
              text -> text.length() <= 32),
          new Wish("country", List.of("country"), List.of(), text -> text.length() <= 60),
          new Wish(
              "cache_status",
              List.of("cachestatus", "cachestate", "cacheresult", "cache", "state"),
              List.of(),
              text -> CACHE.matcher(text).matches()),
          new Wish(
              "duration_ms",
              List.of("duration", "elapsed", "timetaken", "requesttime", "latency"),
              List.of(),
              text -> NUMBER.matcher(text).matches()),
          new Wish(
              "range_start",
              List.of("contentrange", "requestrange", "rangestart", "range"),
              List.of(),
              text -> RANGE.matcher(text).matches()),
          new Wish(
              "request_id",
              List.of("requestid", "rayid", "traceid"),
              List.of(),
              text -> text.length() >= 6));

  private JsonMappingGuess() {}

  /** Whether most lines are JSON objects. */
  static boolean isJson(List<String> lines) {
    long objects = lines.stream().filter(line -> object(line).isPresent()).count();
    return objects > 0 && objects * 2 >= lines.size();
  }

  /** A mapping with at least time, URL and status; empty if the lines hold none. */
  static Optional<FormatSpec> of(List<String> lines) {
    Map<String, List<String>> values = values(lines);
    Map<String, String> mapping = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (Wish wish : WISHES) {
      best(wish, values, taken)
          .ifPresent(
              key -> {
                taken.add(key);
                boolean isDuration = wish.field().equals("duration_ms");
                mapping.put(isDuration ? durationField(key, values.get(key)) : wish.field(), key);
              });
    }
    boolean enough =
        mapping.containsKey("time") && mapping.containsKey("url") && mapping.containsKey("status");
    return enough ? Optional.of(new FormatSpec(FormatSpec.JSON, "", mapping)) : Optional.empty();
  }

  /** What keys there are, for a person who has to write the mapping. */
  static String describe(List<String> lines) {
    return "JSON objects with the keys " + String.join(", ", values(lines).keySet());
  }

  private static Optional<String> best(
      Wish wish, Map<String, List<String>> values, Set<String> taken) {
    String best = null;
    int bestScore = 0;
    for (Map.Entry<String, List<String>> key : values.entrySet()) {
      int score = taken.contains(key.getKey()) ? 0 : score(wish, key.getKey(), key.getValue());
      if (score > bestScore) {
        best = key.getKey();
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int score(Wish wish, String key, List<String> values) {
    String name = letters(key);
    if (values.isEmpty() || wish.without().stream().anyMatch(name::contains)) {
      return 0;
    }
    long fitting = values.stream().filter(wish.value()).count();
    if (fitting * 10 < values.size() * 9L) {
      return 0;
    }
    for (int i = 0; i < wish.words().size(); i++) {
      String word = wish.words().get(i);
      if (name.equals(word) || letters(key.substring(key.lastIndexOf('.') + 1)).equals(word)) {
        return 200 - i;
      }
      // Two letters hide in many words.
      if (word.length() > 2 && name.contains(word)) {
        return 100 - i;
      }
    }
    return 0;
  }

  private static String durationField(String key, List<String> values) {
    String name = key.toLowerCase(Locale.ROOT);
    if (name.endsWith("us") || name.contains("usec") || name.contains("micro")) {
      return "duration_us";
    }
    if (name.endsWith("ms") || name.contains("msec") || name.contains("milli")) {
      return "duration_ms";
    }
    boolean fractions = values.stream().anyMatch(value -> value.contains("."));
    return fractions || name.endsWith("_s") || name.contains("sec") ? "duration_s" : "duration_ms";
  }

  /** Key, with dots for what lies below, to its values that say something; sorted by key. */
  private static Map<String, List<String>> values(List<String> lines) {
    Map<String, List<String>> values = new TreeMap<>();
    for (String line : lines) {
      object(line).ifPresent(node -> add("", node, 0, values));
    }
    return values;
  }

  private static void add(
      String prefix, JsonNode node, int depth, Map<String, List<String>> values) {
    node.fields()
        .forEachRemaining(
            field -> {
              // A dot in a name cannot be told from nesting.
              if (field.getKey().isBlank() || field.getKey().contains(".")) {
                return;
              }
              String key = prefix + field.getKey();
              if (field.getValue().isObject()) {
                if (depth < MOST_DEPTH) {
                  add(key + ".", field.getValue(), depth + 1, values);
                }
              } else if (field.getValue().isValueNode()) {
                List<String> of = values.computeIfAbsent(key, unseen -> new ArrayList<>());
                String text = field.getValue().asText();
                if (!field.getValue().isNull() && !text.isEmpty() && !text.equals("-")) {
                  of.add(text);
                }
              }
            });
  }

  private static Optional<JsonNode> object(String line) {
    int brace = line.indexOf('{');
    // Only a syslog prefix may stand before the object.
    if (brace < 0 || (brace > 0 && !line.startsWith("<"))) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(line.substring(brace));
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String letters(String key) {
    StringBuilder letters = new StringBuilder();
    for (char c : key.toLowerCase(Locale.ROOT).toCharArray()) {
      if (c >= 'a' && c <= 'z') {
        letters.append(c);
      }
    }
    return letters.toString();
  }

  private static boolean isAddress(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ClientAddress().parse(bytes, 0, bytes.length);
  }
}
