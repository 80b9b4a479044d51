package org.truecost.organization;

/**
 * Every IPv4 address to a number, by adjoining ranges. A first level of the upper 16 bits leaves a
 * binary search over the ranges of one /16.
 */
final class Ipv4Ranges {
  /** First addresses with the sign bit turned over, so that signed order is address order. */
  private final int[] starts;

  private final int[] answers;

  /** The range that holds the first address of each /16, and the last range behind them. */
  private final int[] firstOfBlock = new int[65_537];

  Ipv4Ranges(RangeList ranges) {
    starts = new int[ranges.size()];
    answers = new int[ranges.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (int) ranges.low(i) ^ Integer.MIN_VALUE;
      answers[i] = ranges.answer(i);
    }
    int range = 0;
    for (int block = 0; block < 65_536; block++) {
      int start = block << 16 ^ Integer.MIN_VALUE;
      while (range + 1 < starts.length && starts[range + 1] <= start) {
        range++;
      }
      firstOfBlock[block] = range;
    }
    firstOfBlock[65_536] = starts.length - 1;
  }

  int answer(int address) {
    int key = address ^ Integer.MIN_VALUE;
    int low = firstOfBlock[address >>> 16];
    int high = firstOfBlock[(address >>> 16) + 1];
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= key) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return answers[low];
  }
}
