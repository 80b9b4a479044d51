package org.truecost.metering.cells;

import java.util.Arrays;

/**
 * Cells by three longs of key, each with a fixed number of longs of value, in one array: key and
 * values of a cell share a cache line or two, which is what an aggregation waits for.
 *
 * <p>The first key long is never 0: 0 marks a free place.
 */
public final class CellTable {
  /** Longs of key. */
  public static final int KEY_WORDS = 3;

  private static final int FIRST_CAPACITY = 1 << 8;

  private final int valueWords;
  private final int cellWords;
  private final int least;
  private long[] words;
  private int capacity;
  private int size;

  public CellTable(int valueWords) {
    this(valueWords, FIRST_CAPACITY);
  }

  /**
   * @param least room for so many cells, a power of two, is never given back
   */
  CellTable(int valueWords, int least) {
    this.valueWords = valueWords;
    this.cellWords = KEY_WORDS + valueWords;
    this.least = least;
    allocate(least);
  }

  /**
   * Where the values of a cell lie in {@link #words()}; a new cell has all values 0. The place is
   * valid until the next call.
   */
  public int find(long k0, long k1, long k2) {
    int place = place(k0, k1, k2);
    long[] w = words;
    while (w[place] != 0) {
      if (w[place] == k0 && w[place + 1] == k1 && w[place + 2] == k2) {
        return place + KEY_WORDS;
      }
      place += cellWords;
      if (place == w.length) {
        place = 0;
      }
    }
    if (size * 5L >= capacity * 3L) {
      grow();
      return find(k0, k1, k2);
    }
    w[place] = k0;
    w[place + 1] = k1;
    w[place + 2] = k2;
    size++;
    return place + KEY_WORDS;
  }

  /** Reads the place where a cell is or would be, and tells nothing: its memory is near then. */
  long touch(long k0, long k1, long k2) {
    int place = place(k0, k1, k2);
    return words[place] + words[place + cellWords - 1];
  }

  /** How many cells there are. */
  public int size() {
    return size;
  }

  public long[] words() {
    return words;
  }

  public int valueWords() {
    return valueWords;
  }

  /**
   * Memory that its cells need. It holds up to about twice that: room is kept for the next round,
   * since growing anew each time costs more than the cells.
   */
  public long bytes() {
    return 8L * cellWords * size * 5 / 3;
  }

  /**
   * Forgets all cells. Room that the last ones did not need is given back: else each of many tables
   * would keep what it needed in its largest round, which are not the same rounds.
   */
  public void clear() {
    int needed = least;
    while (size * 5L > needed * 3L) {
      needed *= 2;
    }
    if (needed < capacity) {
      allocate(needed);
    } else if (size > 0) {
      Arrays.fill(words, 0);
    }
    size = 0;
  }

  /** The places of all keys, in no order that means anything. */
  int[] places() {
    int[] places = new int[size];
    int count = 0;
    for (int place = 0; place < words.length; place += cellWords) {
      if (words[place] != 0) {
        places[count++] = place;
      }
    }
    return places;
  }

  private int place(long k0, long k1, long k2) {
    long hash = ByteHash.mix(k0 ^ Long.rotateLeft(k2, 23), k1 ^ Long.rotateLeft(k2, 47));
    return (int) (hash >>> 33 & (capacity - 1)) * cellWords;
  }

  private void allocate(int newCapacity) {
    capacity = newCapacity;
    words = new long[newCapacity * cellWords];
  }

  private void grow() {
    long[] old = words;
    if ((long) capacity * 2 * cellWords > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("A cell table cannot hold more than " + size + " cells");
    }
    allocate(capacity * 2);
    for (int from = 0; from < old.length; from += cellWords) {
      if (old[from] != 0) {
        int to = place(old[from], old[from + 1], old[from + 2]);
        while (words[to] != 0) {
          to += cellWords;
          if (to == words.length) {
            to = 0;
          }
        }
        System.arraycopy(old, from, words, to, cellWords);
      }
    }
  }
}
