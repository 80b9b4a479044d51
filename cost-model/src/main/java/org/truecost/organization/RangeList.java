package org.truecost.organization;

import java.util.Arrays;

/**
 * Adjoining ranges that cover a whole address family, written from the first address to the last.
 * Neighbours with one answer become one range.
 */
final class RangeList {
  private long[] highs = new long[64];
  private long[] lows = new long[64];
  private int[] answers = new int[64];
  private int size;

  /** From this address on, the answer is {@code answer}. */
  void startAt(long high, long low, int answer) {
    if (size > 0 && highs[size - 1] == high && lows[size - 1] == low) {
      size--;
    }
    if (size > 0 && answers[size - 1] == answer) {
      return;
    }
    if (size == answers.length) {
      highs = Arrays.copyOf(highs, size * 2);
      lows = Arrays.copyOf(lows, size * 2);
      answers = Arrays.copyOf(answers, size * 2);
    }
    highs[size] = high;
    lows[size] = low;
    answers[size++] = answer;
  }

  int size() {
    return size;
  }

  long high(int range) {
    return highs[range];
  }

  long low(int range) {
    return lows[range];
  }

  int answer(int range) {
    return answers[range];
  }
}
