package org.truecost.metering.dedup;

import java.util.function.LongConsumer;

/** A set of 128-bit hashes in one array, so that a million of them are one object. */
final class FingerprintSet {
  private static final int FIRST_CAPACITY = 4;

  /** The set itself, its array's header and what holds it in a map of sets. */
  private static final int OVERHEAD_BYTES = 128;

  private long[] words = new long[2 * FIRST_CAPACITY];
  private int size;

  /**
   * Adds a hash if it is not there.
   *
   * @param low not 0
   * @return whether it was added
   */
  boolean add(long high, long low) {
    int place = place(high, low);
    if (words[place + 1] != 0) {
      return false;
    }
    if (size * 8L >= words.length * 3L) {
      grow();
      place = place(high, low);
    }
    words[place] = high;
    words[place + 1] = low;
    size++;
    return true;
  }

  int size() {
    return size;
  }

  /** Memory it occupies. */
  long bytes() {
    return 8L * words.length + OVERHEAD_BYTES;
  }

  /** Both halves of every hash, the upper one first, in no order that means anything. */
  void forEach(LongConsumer halves) {
    for (int place = 0; place < words.length; place += 2) {
      if (words[place + 1] != 0) {
        halves.accept(words[place]);
        halves.accept(words[place + 1]);
      }
    }
  }

  /** Where the hash is or would be. */
  private int place(long high, long low) {
    // The lower bits, since the upper ones chose the bucket.
    int place = (int) (low ^ high) * 2 & (words.length - 1);
    while (words[place + 1] != 0 && (words[place] != high || words[place + 1] != low)) {
      place = (place + 2) & (words.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] old = words;
    if (old.length > 1 << 29) {
      throw new IllegalStateException("A set of fingerprints cannot hold more than " + size);
    }
    words = new long[old.length * 2];
    for (int from = 0; from < old.length; from += 2) {
      if (old[from + 1] != 0) {
        int to = place(old[from], old[from + 1]);
        words[to] = old[from];
        words[to + 1] = old[from + 1];
      }
    }
  }
}
