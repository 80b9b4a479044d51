package org.truecost.metering.cells;

/**
 * Additions to the cells of one table that wait until there are a few dozen. Where their cells lie
 * is looked at first, for all of them, so that the memory arrives together; found one by one, each
 * would wait for its own. Tables are larger than any cache, and most lines make a new cell.
 *
 * <p>Whoever fills it in knows what its values mean and adds them when it is {@link #isFull()}.
 */
public final class Additions {
  /** Enough to keep all of a core's memory requests busy, few enough to stay in its cache. */
  private static final int MOST = 48;

  private final CellTable table;
  private final int stride;
  private final long[] words;
  private int size;

  /** Keeps the compiler from leaving out loads of which nothing is used. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  /**
   * @param table where the cells are
   * @param valueWords longs that belong to an addition
   */
  public Additions(CellTable table, int valueWords) {
    this.table = table;
    this.stride = CellTable.KEY_WORDS + valueWords;
    this.words = new long[MOST * stride];
  }

  /**
   * Puts an addition to a cell at the end.
   *
   * @return where its values are to be set in {@link #words()}; they hold whatever was there
   */
  public int put(long k0, long k1, long k2) {
    int at = size * stride;
    words[at] = k0;
    words[at + 1] = k1;
    words[at + 2] = k2;
    size++;
    return at + CellTable.KEY_WORDS;
  }

  public boolean isFull() {
    return size == MOST;
  }

  public int size() {
    return size;
  }

  public long[] words() {
    return words;
  }

  /** Where the values of addition {@code i} are in {@link #words()}. */
  public int values(int i) {
    return i * stride + CellTable.KEY_WORDS;
  }

  /** Asks for the memory of all cells that wait. To be called before they are found. */
  public void touch() {
    long sum = 0;
    for (int i = 0, at = 0; i < size; i++, at += stride) {
      sum += table.touch(words[at], words[at + 1], words[at + 2]);
    }
    seen = sum;
  }

  /** Where the values of addition {@code i}'s cell are in the table; see {@link CellTable#find}. */
  public int find(int i) {
    int at = i * stride;
    return table.find(words[at], words[at + 1], words[at + 2]);
  }

  /** Nothing waits any more. */
  public void clear() {
    size = 0;
  }
}
