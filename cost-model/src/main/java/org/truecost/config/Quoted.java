package org.truecost.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Texts that others chose, such as names of files, as values of a log line. */
public final class Quoted {
  private Quoted() {}

  /** {@code text} in double quotes, on one line: a JSON text. */
  public static String text(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
