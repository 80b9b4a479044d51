package org.truecost.metering.cells;

/**
 * Lines that {@link WaitingLines} sent, one after the other: {@link #next}, then what it is, then
 * whether it counts.
 */
public final class ArrivedLines {
  private final Cells target;
  private final byte[] bytes;
  private final int[] numbers;
  private int at;
  private int left;

  private long high;
  private long low;
  private long timeMicros;
  private long bytesSent;
  private int delayColumn;
  private long delayMicros;
  private int source;
  private long ledgerK0;
  private int ledgerWhat;
  private int cells;

  /**
   * @param target what lines that count are added to
   */
  public ArrivedLines(EncodedCells encoded, Cells target) {
    this.target = target;
    this.bytes = encoded.cells;
    int entries = (int) Cells.INTS.get(bytes, 0);
    numbers = new int[entries + 1];
    at = target.dictionary().internAll(bytes, 4, entries, numbers);
    left = (int) Cells.INTS.get(bytes, at);
    at += 4;
  }

  /** Goes to the next line, if there is one. What became of the one before must have been said. */
  public boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    high = (long) Cells.LONGS.get(bytes, at);
    low = (long) Cells.LONGS.get(bytes, at + 8);
    at += 16;
    timeMicros = number();
    bytesSent = number();
    delayColumn = (int) number();
    delayMicros = number();
    source = numbers[(int) number()];
    ledgerK0 = Cells.k0((int) number(), numbers[(int) number()]);
    ledgerWhat = numbers[(int) number()];
    cells = (int) number();
    return true;
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  public long timeMicros() {
    return timeMicros;
  }

  /** The number of its source's id in the target's dictionary. */
  public int source() {
    return source;
  }

  /** The line counts: its cells are added. */
  public void count() {
    for (int cell = 0; cell < cells; cell++) {
      CellKind kind = CellKind.all().get((int) number());
      long k0 = Cells.k0((int) number(), numbers[(int) number()]);
      long k1 = Cells.k1((int) number(), numbers[(int) number()]);
      long k2 = Cells.k2(numbers[(int) number()], numbers[(int) number()]);
      long[] values = new long[kind.valueWords()];
      int used = (int) number();
      for (int i = 0; i < used; i++) {
        values[i] = number();
      }
      CellTable table = target.table(kind);
      int place = table.find(k0, k1, k2);
      kind.merge(table.words(), place, values, 0);
    }
  }

  /** The line does not count: its cells are passed over. */
  public void drop() {
    for (int cell = 0; cell < cells; cell++) {
      for (int i = 0; i < 7; i++) {
        number();
      }
      for (long used = number(); used > 0; used--) {
        number();
      }
    }
  }

  /** Adds the line and its fate to the ledger cell of its file. */
  public void ledgerDuplicate() {
    long[] values = new long[CellKind.LEDGER.valueWords()];
    values[0] = 1;
    values[4] = 1;
    ledger(values);
  }

  /**
   * Adds the line that counts to the ledger cell of its file.
   *
   * @param late 1 if it was not compared, lying behind what is remembered, else 0
   * @param evicted 1 if it was not compared for lack of memory, else 0
   */
  public void ledgerCounted(int late, int evicted) {
    long[] values = new long[CellKind.LEDGER.valueWords()];
    values[0] = 1;
    values[3] = 1;
    values[7] = bytesSent;
    values[8] = timeMicros;
    values[9] = timeMicros;
    if (delayColumn > 0) {
      values[LedgerWords.DELAYS + delayColumn - 1] = 1;
      values[LedgerWords.LONGEST_DELAY] = delayMicros;
    }
    values[LedgerWords.UNCHECKED] = late;
    values[LedgerWords.UNCHECKED + 1] = evicted;
    ledger(values);
  }

  private void ledger(long[] values) {
    CellTable ledger = target.table(CellKind.LEDGER);
    int place = ledger.find(ledgerK0, 0, Cells.k2(0, ledgerWhat));
    CellKind.LEDGER.merge(ledger.words(), place, values, 0);
  }

  private long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
