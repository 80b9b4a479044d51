package org.truecost.metering.cells;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several texts as one byte string, for a dictionary: each UTF-8 with its length before it, so that
 * any character may occur.
 */
public final class Text {
  /** Bytes of a length. */
  public static final int LENGTH_BYTES = 4;

  private static final VarHandle LENGTHS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Text() {}

  /** The byte string of {@code texts}. */
  public static byte[] join(String... texts) {
    byte[] joined = new byte[64];
    int at = 0;
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (joined.length - at < utf8.length + LENGTH_BYTES) {
        joined = Arrays.copyOf(joined, (joined.length + utf8.length) * 2);
      }
      putLength(joined, at, utf8.length);
      System.arraycopy(utf8, 0, joined, at + LENGTH_BYTES, utf8.length);
      at += LENGTH_BYTES + utf8.length;
    }
    return Arrays.copyOf(joined, at);
  }

  /** The texts that {@link #join} put together, as UTF-8. */
  public static List<byte[]> split(byte[] joined, int from, int to) {
    List<byte[]> texts = new ArrayList<>();
    int at = from;
    while (at < to) {
      int length = length(joined, at);
      texts.add(Arrays.copyOfRange(joined, at + LENGTH_BYTES, at + LENGTH_BYTES + length));
      at += LENGTH_BYTES + length;
    }
    return texts;
  }

  /** The length of the text whose bytes follow {@code at} and these {@link #LENGTH_BYTES}. */
  public static int length(byte[] joined, int at) {
    return (int) LENGTHS.get(joined, at);
  }

  /** Writes a length, {@link #LENGTH_BYTES} long. */
  public static void putLength(byte[] joined, int at, int length) {
    LENGTHS.set(joined, at, length);
  }
}
