package org.truecost.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a format wraps a text field, so that it is unwrapped only when somebody reads it. */
public enum TextEncoding {
  /** As it is. */
  PLAIN,
  /** Percent-encoded once. */
  PERCENT,
  /** Percent-encoded once or twice (CloudFront). */
  PERCENT_TWICE,
  /** Percent-encoded with {@code +} for space (Akamai, W3C). */
  PERCENT_PLUS;

  /** The text of {@code bytes[from, to)}; wrong escapes stay as they are, wrong UTF-8 is U+FFFD. */
  public String decode(byte[] bytes, int from, int to) {
    byte[] text = Arrays.copyOfRange(bytes, from, to);
    int length =
        switch (this) {
          case PLAIN -> text.length;
          case PERCENT -> unescape(text, text.length, false);
          case PERCENT_TWICE -> unescape(text, unescape(text, text.length, false), false);
          case PERCENT_PLUS -> unescape(text, text.length, true);
        };
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /** Undoes percent-encoding in place; returns the new length. */
  private static int unescape(byte[] text, int length, boolean plusIsSpace) {
    int to = 0;
    for (int from = 0; from < length; from++) {
      byte b = text[from];
      if (b == '%' && from + 2 < length) {
        int high = Character.digit(text[from + 1], 16);
        int low = Character.digit(text[from + 2], 16);
        if (high >= 0 && low >= 0) {
          text[to++] = (byte) (high << 4 | low);
          from += 2;
          continue;
        }
      }
      text[to++] = plusIsSpace && b == '+' ? (byte) ' ' : b;
    }
    return to;
  }
}
