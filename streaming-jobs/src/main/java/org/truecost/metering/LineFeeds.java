package org.truecost.metering;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds eight bytes at a time (SWAR; Mycroft's zero-byte test). */
final class LineFeeds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0A0A_0A0A_0A0A_0A0AL;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private LineFeeds() {}

  /** Index of the first line feed in {@code [from, to)}, or {@code to}. */
  static int next(byte[] bytes, int from, int to) {
    int at = from;
    while (to - at >= 32) {
      long a = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
      long b = (long) LONGS.get(bytes, at + 8) ^ LINE_FEEDS;
      long c = (long) LONGS.get(bytes, at + 16) ^ LINE_FEEDS;
      long d = (long) LONGS.get(bytes, at + 24) ^ LINE_FEEDS;
      long found = (a - ONES & ~a) | (b - ONES & ~b) | (c - ONES & ~c) | (d - ONES & ~d);
      if ((found & HIGH_BITS) != 0) {
        break;
      }
      at += 32;
    }
    while (to - at >= 8) {
      long zeros = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
      long found = (zeros - ONES) & ~zeros & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += 8;
    }
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
