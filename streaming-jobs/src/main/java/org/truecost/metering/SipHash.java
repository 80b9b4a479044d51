package org.truecost.metering;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4, a keyed pseudorandom function for short inputs (Aumasson and Bernstein, 2012,
 * https://www.aumasson.jp/siphash/siphash.pdf).
 *
 * <p>Half of a CDN's lines come from an address not seen in a while, so the pseudonym must be
 * cheap: HMAC-SHA-256 costs 300–400 ns an address and garbage on top, this about 25 ns and none.
 */
final class SipHash {
  private final long k0;
  private final long k1;

  /**
   * @param key at least sixteen secret bytes, of which the first sixteen count
   */
  SipHash(byte[] key) {
    ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    this.k0 = words.getLong();
    this.k1 = words.getLong();
  }

  /** The hash of sixteen bytes, given as two little-endian words. */
  long of(long first, long second) {
    State state = new State(k0, k1);
    state.word(first);
    state.word(second);
    return state.end(16L << 56);
  }

  /** The hash of {@code bytes[from, to)}. */
  long of(byte[] bytes, int from, int to) {
    State state = new State(k0, k1);
    return state.end(words(state, bytes, from, to));
  }

  /**
   * The 128-bit variant's hash of {@code bytes[from, to)}.
   *
   * @param hash gets it, the first eight bytes first
   */
  void of128(byte[] bytes, int from, int to, long[] hash) {
    State state = new State(k0, k1);
    state.v1 ^= 0xee;
    state.word(words(state, bytes, from, to));
    state.v2 ^= 0xee;
    hash[0] = state.rounds();
    state.v1 ^= 0xdd;
    hash[1] = state.rounds();
  }

  /** Takes all whole words, and tells the last one. */
  private static long words(State state, byte[] bytes, int from, int to) {
    int at = from;
    for (; to - at >= 8; at += 8) {
      long word = 0;
      for (int i = 0; i < 8; i++) {
        word |= (bytes[at + i] & 0xFFL) << 8 * i;
      }
      state.word(word);
    }
    long last = (long) (to - from) << 56;
    for (int i = 0; at + i < to; i++) {
      last |= (bytes[at + i] & 0xFFL) << 8 * i;
    }
    return last;
  }

  /** Lives in registers: escape analysis removes it. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      v0 = k0 ^ 0x736f_6d65_7073_6575L;
      v1 = k1 ^ 0x646f_7261_6e64_6f6dL;
      v2 = k0 ^ 0x6c79_6765_6e65_7261L;
      v3 = k1 ^ 0x7465_6462_7974_6573L;
    }

    void word(long m) {
      v3 ^= m;
      round();
      round();
      v0 ^= m;
    }

    long end(long last) {
      word(last);
      v2 ^= 0xff;
      return rounds();
    }

    long rounds() {
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
