package org.truecost.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Log lines in the combined format, no two alike. */
final class LogLines {
  private final Random random;
  private int number;

  LogLines(long seed) {
    this.random = new Random(seed);
  }

  /** The next line, without its terminator. */
  String next() {
    number++;
    return String.format(
        Locale.ROOT,
        "192.0.2.%d - - [01/Oct/2026:%02d:%02d:%02d +0000] \"GET /maven2/org/example/a%d/1.%d/"
            + "a%d-1.%d.jar HTTP/1.1\" 200 %d \"-\" \"Apache-Maven/3.9.%d\" %d",
        random.nextInt(256),
        number / 3600 % 24,
        number / 60 % 60,
        number % 60,
        number,
        random.nextInt(100),
        number,
        random.nextInt(100),
        random.nextInt(1_000_000),
        random.nextInt(10),
        random.nextLong());
  }

  /** The next lines, with their terminators. */
  String next(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(next()).append('\n');
    }
    return text.toString();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stored.toByteArray();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
