package org.truecost.ranges;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.truecost.config.Problems;

/** Reads an operator's published ranges, whose format it knows by the file's shape. */
public final class PublishedRangesLoader {
  private static final ObjectReader JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  /** Every format that is JSON. What is none is a list of lines. */
  private static final List<JsonRangesLoader> FORMATS =
      List.of(
          new AwsRangesLoader(),
          new PrefixesRangesLoader(),
          new AzureServiceTagsLoader(),
          new GithubMetaLoader(),
          new OracleRangesLoader(),
          new FastlyRangesLoader());

  private PublishedRangesLoader() {}

  /**
   * The ranges of a file.
   *
   * @param file its name, for problems
   * @throws org.truecost.config.ConfigException with all its problems: nothing of a file that is
   *     half understood is used
   */
  public static PublishedRanges load(Path file, byte[] bytes) {
    Problems problems = new Problems();
    RangesFile found = new RangesFile(file, problems);
    String text = text(file, bytes, problems);
    String format =
        text.startsWith("{") || text.startsWith("[") ? json(text, found) : lines(text, found);
    PublishedRanges ranges = found.toRanges(format);
    if (problems.isEmpty() && ranges.ranges().isEmpty()) {
      problems.add(file, "", "has no address ranges in it");
    }
    problems.throwIfAny();
    return ranges;
  }

  private static String text(Path file, byte[] bytes, Problems problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
    } catch (CharacterCodingException e) {
      problems.add(file, "", "is neither JSON nor a list of lines: it is not UTF-8");
      problems.throwIfAny();
      throw new IllegalStateException(e);
    }
  }

  private static String json(String text, RangesFile file) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      file.problem(at == null ? "" : "line " + at.getLineNr(), "is not JSON: " + reason(e));
      return "";
    }
    for (JsonRangesLoader format : FORMATS) {
      if (format.fits(root)) {
        format.read(root, file);
        return format.format();
      }
    }
    file.problem(
        "",
        "is JSON of no known shape; known are "
            + String.join(", ", FORMATS.stream().map(JsonRangesLoader::format).toList())
            + ", and lists with one block a line");
    return "";
  }

  /** The first line of what the parser says, without its name for a source that it hides. */
  private static String reason(JsonProcessingException failure) {
    String text = String.valueOf(failure.getOriginalMessage()).lines().findFirst().orElse("");
    int marker = text.indexOf(" (start marker at [Source");
    return marker < 0 ? text : text.substring(0, marker);
  }

  /** One block a line; what follows a comma, as in feeds with countries, is not read. */
  private static String lines(String text, RangesFile file) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      String content = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!content.isEmpty()) {
        int comma = content.indexOf(',');
        file.add("line " + number, comma < 0 ? content : content.substring(0, comma), "");
      }
    }
    return "lines";
  }
}
