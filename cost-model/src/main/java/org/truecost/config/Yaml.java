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
    boolean found = false;
    try (YAMLParser parser = FACTORY.createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          int line = parser.currentTokenLocation().getLineNr();
          problems.add(
              file,
              "line " + line,
              "refers to an anchor (*" + parser.getText() + "); write the value out");
          found = true;
        }
      }
    }
    return found;
  }

  private static String firstLine(String message) {
    return message == null ? "unknown reason" : message.lines().findFirst().orElse("");
  }
}
