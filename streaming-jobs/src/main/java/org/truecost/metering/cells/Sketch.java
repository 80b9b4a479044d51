package org.truecost.metering.cells;

/**
 * A distinct count that merges exactly: the smallest {@link #SIZE} distinct hashes, ascending,
 * behind a word that says how many there are. Below that size it is the exact set.
 *
 * <p>Bar-Yossef et al., "Counting distinct elements in a data stream" (2002): with k hashes of [0,
 * 2^63) the estimate is (k − 1) · 2^63 / largest.
 */
public final class Sketch {
  /** Hashes kept. Exact for every gate of k ≤ 32 clients. */
  public static final int SIZE = 32;

  private Sketch() {}

  /** Adds a hash (not negative) to the sketch whose count lies at {@code words[at]}. */
  public static void add(long[] words, int at, long hash) {
    int count = (int) words[at];
    int place = at + count;
    if (count == SIZE && hash >= words[place]) {
      return;
    }
    while (place > at && words[place] > hash) {
      place--;
    }
    if (place > at && words[place] == hash) {
      return;
    }
    int kept = Math.min(count, SIZE - 1);
    System.arraycopy(words, place + 1, words, place + 2, at + kept - place);
    words[place + 1] = hash;
    words[at] = kept + 1L;
  }
}
