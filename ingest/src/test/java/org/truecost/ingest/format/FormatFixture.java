package org.truecost.ingest.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.truecost.source.FormatSpec;

/**
 * A log file of one format under {@code src/test/resources/formats/<format>/}, with what it is
 * expected to say beside it.
 *
 * <p>{@code <name>.log} is read as bytes. {@code <name>.expected} has one line per physical line.
 * {@code <name>.format}, for the formats that are configured, has lines {@code key=value}: the key
 * {@code log_format} holds the format string, every other key is an entry of the JSON mapping.
 */
record FormatFixture(String format, String name, Path log) {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "formats");

  static List<FormatFixture> of(String format) {
    Path directory = ROOT.resolve(format);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".log"))
          .sorted()
          .map(file -> new FormatFixture(format, withoutExtension(file), file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FormatSpec spec() {
    Path file = sibling(".format");
    if (!Files.exists(file)) {
      return FormatSpec.named(format);
    }
    String logFormat = "";
    Map<String, String> json = new HashMap<>();
    for (String line : read(file).lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new IllegalStateException(file + ": no '=' in: " + line);
      }
      String key = line.substring(0, equals);
      String value = line.substring(equals + 1);
      if (key.equals("log_format")) {
        logFormat = value;
      } else {
        json.put(key, value);
      }
    }
    return new FormatSpec(format, logFormat, json);
  }

  LineParser parser() {
    return LogFormats.parserFor(spec());
  }

  /** The physical lines, as a caller of the parser hands them over: no LF, CRLF or leading BOM. */
  List<byte[]> lines() {
    byte[] bytes = readBytes(log);
    List<byte[]> lines = new ArrayList<>();
    int from = startsWithByteOrderMark(bytes) ? 3 : 0;
    while (from < bytes.length) {
      int newline = from;
      while (newline < bytes.length && bytes[newline] != '\n') {
        newline++;
      }
      int to = newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
      lines.add(Arrays.copyOfRange(bytes, from, to));
      from = newline + 1;
    }
    return lines;
  }

  Path expected() {
    return sibling(".expected");
  }

  private Path sibling(String extension) {
    return log.resolveSibling(name + extension);
  }

  private static String withoutExtension(Path file) {
    String fileName = file.getFileName().toString();
    return fileName.substring(0, fileName.lastIndexOf('.'));
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static String read(Path file) {
    return new String(readBytes(file), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return format + "/" + name;
  }
}
