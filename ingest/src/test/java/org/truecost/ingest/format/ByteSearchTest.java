package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The word-wise loops against loops over single bytes. */
class ByteSearchTest {
  private static final long SEED = Long.getLong("seed", 20261001L);

  /**
   * Neighbours of the delimiter in value, and the bytes that carry or borrow in word arithmetic.
   */
  private static final byte[] LIKELY = {9, 9, 8, 10, 0, 1, -1, -128, 127, -119, 'a'};

  @Test
  void findsTheFirstByteLikeALoopDoes() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = bytes(random);
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      byte wanted = LIKELY[random.nextInt(LIKELY.length)];
      int expected = from;
      while (expected < to && bytes[expected] != wanted) {
        expected++;
      }

      assertThat(ByteSearch.indexOf(bytes, from, to, wanted))
          .as("seed=%d %s", SEED, Arrays.toString(bytes))
          .isEqualTo(expected == to ? -1 : expected);
    }
  }

  @Test
  void splitsLikeALoopDoes() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = bytes(random);
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      int[] ends = new int[random.nextInt(12)];
      int[] expected = new int[ends.length];
      int count = 0;
      for (int k = from; k <= to && count < expected.length; k++) {
        if (k == to || bytes[k] == '\t') {
          expected[count++] = k;
        }
      }

      assertThat(ByteSearch.split(bytes, from, to, (byte) '\t', ends)).isEqualTo(count);
      assertThat(ends).as("seed=%d %s", SEED, Arrays.toString(bytes)).isEqualTo(expected);
    }
  }

  private static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = LIKELY[random.nextInt(LIKELY.length)];
    }
    return bytes;
  }
}
