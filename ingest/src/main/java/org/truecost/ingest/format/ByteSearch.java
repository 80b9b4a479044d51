package org.truecost.ingest.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finding bytes in lines, eight at a time: the tests in a 64-bit word are those of H. Warren,
 * "Hacker's Delight", 6-1. A loop over single bytes is the oracle in the test.
 */
final class ByteSearch {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LOW_SEVEN = 0x7F7F_7F7F_7F7F_7F7FL;
  private static final long HIGHEST = 0x8080_8080_8080_8080L;

  private ByteSearch() {}

  /** The first place of {@code wanted} in {@code bytes[from, to)}, or -1. */
  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFFL) * ONES;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long x = (long) WORD.get(bytes, i) ^ pattern;
      // May mark bytes above the first match wrongly, never the first.
      long matches = (x - ONES) & ~x & HIGHEST;
      if (matches != 0) {
        return i + (Long.numberOfTrailingZeros(matches) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Splits {@code bytes[from, to)} at {@code delimiter} and stores where each column ends, until
   * {@code ends} is full or the line is over.
   *
   * @return how many columns were stored
   */
  static int split(byte[] bytes, int from, int to, byte delimiter, int[] ends) {
    long pattern = (delimiter & 0xFFL) * ONES;
    int wanted = ends.length;
    int count = 0;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long x = (long) WORD.get(bytes, i) ^ pattern;
      long matches = ~(((x & LOW_SEVEN) + LOW_SEVEN) | x | LOW_SEVEN);
      while (matches != 0) {
        if (count == wanted) {
          return count;
        }
        ends[count++] = i + (Long.numberOfTrailingZeros(matches) >>> 3);
        matches &= matches - 1;
      }
    }
    for (; i < to && count < wanted; i++) {
      if (bytes[i] == delimiter) {
        ends[count++] = i;
      }
    }
    if (count < wanted) {
      ends[count++] = to;
    }
    return count;
  }

  /** Whether {@code bytes[from, to)} begins with {@code prefix}. */
  static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
    if (to - from < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code bytes[from, to)} is exactly {@code wanted}. */
  static boolean equal(byte[] bytes, int from, int to, byte[] wanted) {
    return to - from == wanted.length && startsWith(bytes, from, to, wanted);
  }

  /** Whether there is nothing but spaces and TABs. */
  static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
