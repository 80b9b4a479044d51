package org.truecost.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Reads YAML into {@link Section}s that collect problems instead of failing at the first. */
public final class Yaml {
  // A builder forgets that EMPTY_STRING_AS_NULL is the default; and Norway is "no", not false.
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .build();
  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // A version 1.10 is not the version 1.1.
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  private Yaml() {}

  /**
   * The top mapping of a YAML file; empty if it cannot be read as one, which {@code problems} then
   * holds.
   */
  public static Optional<Section> read(Path file, byte[] bytes, Problems problems) {
    int broken = firstLineThatIsNotUtf8(bytes);
    if (broken > 0) {
      problems.add(file, "line " + broken, "is not UTF-8; save the file as UTF-8");
      return Optional.empty();
    }
    try {
      if (hasAlias(file, bytes, problems)) {
        return Optional.empty();
      }
      JsonNode root = MAPPER.readTree(bytes);
      if (root == null || !root.isObject()) {
        problems.add(file, "", "must be a YAML mapping with keys at its top");
        return Optional.empty();
      }
      return Optional.of(new Section(file, "", root, problems));
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      problems.add(file, place, "is not valid YAML: " + firstLine(e.getOriginalMessage()));
      return Optional.empty();
    } catch (IOException e) {
      problems.add(file, "", "cannot be read: " + firstLine(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Jackson reads {@code *name} as the text "name": a wrong value instead of an error. */
  private static boolean hasAlias(Path file, byte[] bytes, Problems problems) throws IOException {
    String first = "";
    int firstLine = 0;
    int found = 0;
    try (YAMLParser parser = FACTORY.createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          if (found == 0) {
            firstLine = parser.currentTokenLocation().getLineNr();
            first = parser.getText();
          }
          found++;
        }
      }
    }
    if (found > 0) {
      problems.add(
          file,
          "line " + firstLine,
          "refers to an anchor (*"
              + first
              + (found == 1 ? ")" : "), as " + (found - 1) + " more places do")
              + "; write the value out");
    }
    return found > 0;
  }

  private static int firstLineThatIsNotUtf8(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (!StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      return 0;
    }
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static String firstLine(String message) {
    return message == null ? "unknown reason" : message.lines().findFirst().orElse("");
  }
}
