package org.truecost.ingest.sample;

/** Counter-based randomness: the same numbers give the same value, in any order of asking. */
final class Hashing {
  private Hashing() {}

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static long mix(long a, long b) {
    return mix(mix(a) ^ b);
  }

  /** A value in [0, 1). */
  static double unit(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }

  /** A value in [0, bound). */
  static int below(long hash, int bound) {
    return (int) Math.floorMod(hash >>> 7, (long) bound);
  }

  /** FNV-1a over bytes; stands for a URL where the text itself is not kept. */
  static long of(byte[] bytes, int length) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ bytes[i]) * 0x100000001b3L;
    }
    return hash;
  }
}
