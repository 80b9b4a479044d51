package org.truecost.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.LogBlock;

class BeginningDigestsTest {
  private final byte[] file = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(UTF_8);

  @RepeatedTest(20)
  void areThoseOfTheFileHoweverItIsCutAndSentAgain(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    BeginningDigests digests = new BeginningDigests(Set.of(1L, 10L, 35L));
    int at = 0;
    while (!digests.isEnough()) {
      int from = at - random.nextInt(at + 1);
      int to = from + 1 + random.nextInt(file.length - from);
      digests.add(block(from, to), sha256(to));
      at = Math.max(at, to);
    }

    assertThat(digests.taken())
        .containsOnlyKeys(1L, 10L, 35L)
        .containsEntry(1L, sha256(1))
        .containsEntry(10L, sha256(10))
        .containsEntry(35L, sha256(35));
  }

  @Test
  void behindAGapOrALineWhoseBytesAreNowhereOnlyTheBlocksOwnDigestsCount() {
    BeginningDigests digests = new BeginningDigests(Set.of(5L, 20L, 25L, 40L));
    LogBlock tooLong = block(0, 10);
    tooLong.fault = "line_too_long";
    tooLong.faultBytes = 10;
    digests.add(tooLong, sha256(20));
    digests.add(block(20, 30), sha256(30));

    assertThat(digests.taken()).containsOnlyKeys(5L, 20L).containsEntry(5L, sha256(5));
    assertThat(digests.isEnough()).isFalse();
  }

  @Test
  void knowWhetherTheFileEndedWithTheLastBlock() {
    BeginningDigests digests = new BeginningDigests(Set.of(30L));
    LogBlock last = block(0, 10);
    last.last = true;
    digests.add(last, sha256(10));
    assertThat(digests.isEnded()).isTrue();

    digests.add(block(10, 20), sha256(20));
    assertThat(digests.isEnded()).isFalse();
  }

  private LogBlock block(int from, int to) {
    LogBlock block = new LogBlock();
    block.bytes = Arrays.copyOfRange(file, from, to);
    block.length = to - from;
    block.firstByte = from;
    return block;
  }

  private String sha256(int length) {
    return HexFormat.of().formatHex(Sha256.start().digest(Arrays.copyOf(file, length)));
  }
}
