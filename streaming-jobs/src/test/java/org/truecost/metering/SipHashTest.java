package org.truecost.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SipHashTest {
  /** Appendix A of the paper: key 00…0f, input 00…0e. */
  @Test
  void givesTheAnswerOfThePaper() {
    assertThat(new SipHash(countingUp(16)).of(countingUp(15), 0, 15))
        .isEqualTo(0xa129_ca61_49be_45e5L);
  }

  @Test
  void hashesTwoWordsAsTheirBytes() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 1_000; i++) {
      byte[] key = new byte[32];
      byte[] input = new byte[20];
      random.nextBytes(key);
      random.nextBytes(input);
      ByteBuffer words = ByteBuffer.wrap(input, 2, 16).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(new SipHash(key).of(words.getLong(), words.getLong()))
          .isEqualTo(new SipHash(key).of(input, 2, 18));
    }
  }

  private static byte[] countingUp(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
