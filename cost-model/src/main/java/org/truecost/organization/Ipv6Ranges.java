package org.truecost.organization;

/** Every IPv6 address to a number, by adjoining ranges; built as {@link Ipv4Ranges} is. */
final class Ipv6Ranges {
  /** Halves of first addresses with the sign bit turned over. */
  private final long[] startHighs;

  private final long[] startLows;
  private final int[] answers;
  private final int[] firstOfBlock = new int[65_537];

  Ipv6Ranges(RangeList ranges) {
    startHighs = new long[ranges.size()];
    startLows = new long[ranges.size()];
    answers = new int[ranges.size()];
    for (int i = 0; i < answers.length; i++) {
      startHighs[i] = ranges.high(i) ^ Long.MIN_VALUE;
      startLows[i] = ranges.low(i) ^ Long.MIN_VALUE;
      answers[i] = ranges.answer(i);
    }
    int range = 0;
    for (int block = 0; block < 65_536; block++) {
      long high = (long) block << 48 ^ Long.MIN_VALUE;
      while (range + 1 < answers.length && startsBy(range + 1, high, Long.MIN_VALUE)) {
        range++;
      }
      firstOfBlock[block] = range;
    }
    firstOfBlock[65_536] = answers.length - 1;
  }

  int answer(long addressHigh, long addressLow) {
    long highKey = addressHigh ^ Long.MIN_VALUE;
    long lowKey = addressLow ^ Long.MIN_VALUE;
    int block = (int) (addressHigh >>> 48);
    int low = firstOfBlock[block];
    int high = firstOfBlock[block + 1];
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (startsBy(middle, highKey, lowKey)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return answers[low];
  }

  private boolean startsBy(int range, long highKey, long lowKey) {
    long start = startHighs[range];
    return start < highKey || (start == highKey && startLows[range] <= lowKey);
  }
}
