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

  /** The first vectors of the reference implementation's 128-bit variant. */
  @Test
  void givesTheAnswersOfTheReferenceIn128Bits() {
    assertThat(hex128(0)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
    assertThat(hex128(1)).isEqualTo("da87c1d86b99af44347659119b22fc45");
    assertThat(hex128(2)).isEqualTo("8177228da4a45dc7fca38bdef60affe4");
  }

  private static String hex128(int length) {
    long[] hash = new long[2];
    new SipHash(countingUp(16)).of128(countingUp(length), 0, length, hash);
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    return java.util.HexFormat.of().formatHex(bytes.putLong(hash[0]).putLong(hash[1]).array());
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
