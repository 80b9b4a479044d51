package org.truecost.metering.cells;

import org.truecost.tables.ArrivalDelays;

/** Where in values of {@link CellKind#LEDGER} they are that other packages write. */
public final class LedgerWords {
  /** Counts of lines by their delay begin here. */
  public static final int DELAYS = 10;

  public static final int LONGEST_DELAY = DELAYS + ArrivalDelays.counts().size();

  /** Lines that count without being compared: late, evicted, without an id. */
  public static final int UNCHECKED = LONGEST_DELAY + 1;

  static final int SIZE = UNCHECKED + 3;

  private LedgerWords() {}
}
