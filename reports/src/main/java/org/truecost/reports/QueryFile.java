package org.truecost.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A report's SQL, which lies beside this class. */
final class QueryFile {
  private QueryFile() {}

  static String read(String name) {
    try (InputStream in = QueryFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No such query: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
