package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Over random objects, whole, cut and damaged: whatever Jackson's streaming parser reads, {@link
 * JsonLine} reads the same. {@code -Dseed=} repeats a failure.
 */
class JsonLineLawsTest {
  private static final long SEED = Long.getLong("seed", 20261001L);
  private static final int OBJECTS = 3_000;
  private static final JsonFactory JACKSON = new JsonFactory();

  /** Levels are joined by this; it is in no key, where a dot is. */
  private static final String LEVEL = "/";

  /** Some differ in the middle only, some in their last or first eight bytes only. */
  private static final List<String> PATHS =
      List.of(
          "bytes",
          "date_time",
          "http.useragent",
          "http.protocol",
          "http.client.ip",
          "http",
          "url",
          "u",
          "ClientRequestMethod",
          "ClientRequestSource",
          "same_first_A_same_last",
          "same_first_B_same_last",
          "exactly8",
          "exactly_nine9",
          "naïve");

  private static final List<String> KEYS =
      List.of(
          "bytes",
          "date_time",
          "http",
          "useragent",
          "protocol",
          "client",
          "ip",
          "url",
          "u",
          "ClientRequestMethod",
          "ClientRequestSource",
          "same_first_A_same_last",
          "same_first_B_same_last",
          "exactly8",
          "exactly_nine9",
          "naïve",
          "",
          "Bytes",
          "byte",
          "bytes ",
          "http.useragent",
          "same_first_C_same_last",
          "ClientRequestMethodX",
          "\"quoted\"",
          "nothing anybody asked for");

  private static final List<String> STRINGS =
      List.of(
          "",
          "-",
          "(null)",
          "null",
          "/simple/pip/",
          "seven77",
          "eight888",
          "with \"quotes\" and \\ backslashes",
          "tabs\tand\nlines\u0001",
          "Zażółć gęślą jaźń",
          "😀 and \uD83D alone \uDE00",
          "a longer value, as user agents are: pip/25.2 {\"ci\":true,\"cpu\":\"x86_64\"}");

  private final JsonLine line = new JsonLine(PATHS);

  @Test
  void readsWhatJacksonReads() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n = 0; n < OBJECTS; n++) {
      String json = blanks(random) + object(random, 0) + blanks(random);

      assertThat(read(json)).as("seed=%d %s", SEED, json).isEqualTo(jackson(json));
    }
  }

  @Test
  void refusesEveryCutObject() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n = 0; n < OBJECTS / 10; n++) {
      byte[] json = object(random, 0).getBytes(UTF_8);
      for (int length = 0; length < json.length; length++) {
        byte[] cut = Arrays.copyOf(json, length);

        assertThat(line.read(cut, 0, length)).as("seed=%d %s", SEED, text(cut)).isFalse();
      }
    }
  }

  @Test
  void readsWhatJacksonStillReadsOfDamagedObjects() {
    SplittableRandom random = new SplittableRandom(SEED);
    int stillRead = 0;
    for (int n = 0; n < OBJECTS * 10; n++) {
      byte[] json = object(random, 0).getBytes(UTF_8);
      json[random.nextInt(json.length)] = (byte) "\",:{}[]\\ 0-x/eu".charAt(random.nextInt(15));
      Map<String, String> expected;
      String text;
      try {
        text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        expected = jackson(text);
      } catch (IOException notJson) {
        line.read(json, 0, json.length); // may be read or refused, but never throws
        continue;
      }
      stillRead++;

      assertThat(read(text)).as("seed=%d %s", SEED, text).isEqualTo(expected);
    }
    assertThat(stillRead).isGreaterThan(OBJECTS);
  }

  private Map<String, String> read(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    Map<String, String> values = new HashMap<>();
    if (!line.read(bytes, 0, bytes.length)) {
      values.put("refused", json);
      return values;
    }
    Slice slice = new Slice();
    for (int slot = 0; slot < PATHS.size(); slot++) {
      if (line.isPresent(slot)) {
        line.text(slot, slice);
        values.put(PATHS.get(slot), slice.toString());
      }
    }
    return values;
  }

  private static Map<String, String> jackson(String json) throws IOException {
    Map<String, String> all = new HashMap<>();
    try (JsonParser parser = JACKSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new CharacterCodingException();
      }
      walk(parser, json, "", all);
      if (parser.nextToken() != null) {
        throw new CharacterCodingException();
      }
    }
    Map<String, String> wanted = new HashMap<>();
    for (String path : PATHS) {
      String value = all.get(path.replace(".", LEVEL));
      if (value != null && !value.isEmpty() && !value.equals("-") && !value.equals("(null)")) {
        wanted.put(path, value);
      }
    }
    return wanted;
  }

  private static void walk(JsonParser parser, String json, String above, Map<String, String> all)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String path = above + parser.currentName().replace(LEVEL, "\u0000").replace(".", "\u0001");
      all.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + LEVEL));
      JsonToken token = parser.nextToken();
      int from = (int) parser.currentTokenLocation().getCharOffset();
      switch (token) {
        case VALUE_NULL -> {}
        case VALUE_STRING -> all.put(path, wellFormed(parser.getText()));
        case START_OBJECT, START_ARRAY -> {
          if (token == JsonToken.START_OBJECT) {
            walk(parser, json, path + LEVEL, all);
          } else {
            parser.skipChildren();
          }
          int to = (int) parser.currentLocation().getCharOffset();
          all.put(path, wellFormed(json.substring(from, to)));
        }
        default -> all.put(path, parser.getText());
      }
    }
  }

  /** Half surrogate pairs, which are no characters, replaced. */
  private static String wellFormed(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> result.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point));
    return result.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static String object(SplittableRandom random, int depth) {
    StringBuilder json = new StringBuilder("{").append(blanks(random));
    int members = random.nextInt(depth == 0 ? 12 : 4);
    for (int i = 0; i < members; i++) {
      if (i > 0) {
        json.append(blanks(random)).append(',').append(blanks(random));
      }
      json.append(string(random, KEYS.get(random.nextInt(KEYS.size()))));
      json.append(blanks(random)).append(':').append(blanks(random)).append(value(random, depth));
    }
    return json.append(blanks(random)).append('}').toString();
  }

  private static String value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth < 5 ? 10 : 7)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> Long.toString(random.nextLong());
      case 3 -> random.nextInt(100) + "." + random.nextInt(100) + "e-" + random.nextInt(9);
      case 4, 5, 6 -> string(random, STRINGS.get(random.nextInt(STRINGS.size())));
      case 7 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
      default -> object(random, depth + 1);
    };
  }

  /** A string in which some characters are escaped that need not be. */
  private static String string(SplittableRandom random, String text) {
    int eagerness = random.nextInt(3) == 0 ? 3 : 1_000;
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c >= 0xD800 && c <= 0xDFFF || random.nextInt(eagerness) == 0) {
        json.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static String blanks(SplittableRandom random) {
    return random.nextInt(4) == 0 ? " \t".substring(random.nextInt(2)) : "";
  }
}
