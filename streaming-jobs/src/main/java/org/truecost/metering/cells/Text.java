package org.truecost.metering.cells;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several texts as one byte string, for a dictionary: each UTF-8 with its length before it, so that
 * any character may occur.
 */
public final class Text {
  private Text() {}

  /** The byte string of {@code texts}. */
  public static byte[] join(String... texts) {
    byte[] joined = new byte[64];
    int at = 0;
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (joined.length - at < utf8.length + 4) {
        joined = Arrays.copyOf(joined, (joined.length + utf8.length) * 2);
      }
      joined[at] = (byte) (utf8.length >>> 24);
      joined[at + 1] = (byte) (utf8.length >>> 16);
      joined[at + 2] = (byte) (utf8.length >>> 8);
      joined[at + 3] = (byte) utf8.length;
      System.arraycopy(utf8, 0, joined, at + 4, utf8.length);
      at += 4 + utf8.length;
    }
    return Arrays.copyOf(joined, at);
  }

  /** The texts that {@link #join} put together, as UTF-8. */
  public static List<byte[]> split(byte[] joined, int from, int to) {
    List<byte[]> texts = new ArrayList<>();
    int at = from;
    while (at < to) {
      int length =
          (joined[at] & 0xFF) << 24
              | (joined[at + 1] & 0xFF) << 16
              | (joined[at + 2] & 0xFF) << 8
              | (joined[at + 3] & 0xFF);
      texts.add(Arrays.copyOfRange(joined, at + 4, at + 4 + length));
      at += 4 + length;
    }
    return texts;
  }
}
