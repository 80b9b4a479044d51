package org.truecost.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeysTest {
  @TempDir Path folder;

  @Test
  void makesAPrivateFileWithAKeyPerDayAndReadsItAgain() throws Exception {
    Path file = folder.resolve("keys");
    byte[] monday = new ClientKeys(file).ofDay(20_000);
    byte[] tuesday = new ClientKeys(file).ofDay(20_001);
    assertThat(new ClientKeys(file).ofDay(20_000)).isEqualTo(monday).isNotEqualTo(tuesday);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ClientKeys.idOf(monday)).hasSize(16).isNotEqualTo(ClientKeys.idOf(tuesday));
    assertThat(HexFormat.of().formatHex(monday)).doesNotContain(ClientKeys.idOf(monday));
  }

  @Test
  void threadsThatMeetADayAtOnceGetOneKey() throws Exception {
    Path file = folder.resolve("keys");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<String>> ids = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int day = i / 16;
      ids.add(threads.submit(() -> day + ClientKeys.idOf(new ClientKeys(file).ofDay(day))));
    }
    List<String> found = new ArrayList<>();
    for (Future<String> id : ids) {
      found.add(id.get());
    }
    threads.shutdown();
    assertThat(found.stream().distinct()).hasSize(4);
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void keysOfOldDaysAreDestroyedAndTheOthersStay() throws Exception {
    Path file = folder.resolve("keys");
    ClientKeys running = new ClientKeys(file);
    byte[] old = running.ofDay(19_999);
    byte[] kept = running.ofDay(20_000);
    Files.writeString(folder.resolve("keys.new"), "left by one that was killed");
    ClientKeys purging = new ClientKeys(file);
    assertThat(purging.daysBefore(20_000)).containsExactly(19_999);

    assertThat(purging.destroyBefore(20_000)).containsExactly(19_999);

    assertThat(file).content().doesNotContain("19999").contains(HexFormat.of().formatHex(kept));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("keys.new")).doesNotExist();
    assertThat(purging.destroyBefore(20_000)).isEmpty();
    assertThat(new ClientKeys(file).ofDay(20_000)).isEqualTo(kept);
    // A process that was running writes its next key into the new file, and not the old key.
    running.ofDay(20_001);
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(new ClientKeys(file).ofDay(19_999)).isNotEqualTo(old);
  }

  @Test
  void keysAreNotLostWhileOthersAreDestroyed() throws Exception {
    Path file = folder.resolve("keys");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> done = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int day = i;
      done.add(
          threads.submit(
              () -> {
                new ClientKeys(file).ofDay(1_000 + day);
                new ClientKeys(file).ofDay(day);
                return new ClientKeys(file).destroyBefore(1_000).size();
              }));
    }
    int destroyed = 0;
    for (Future<Integer> one : done) {
      destroyed += one.get();
    }
    threads.shutdown();
    assertThat(destroyed).isEqualTo(40);
    assertThat(Files.readAllLines(file)).hasSize(40);
  }

  @Test
  void noFileIsMadeToDestroyKeysIn() throws Exception {
    Path file = folder.resolve("keys");
    assertThat(new ClientKeys(file).daysBefore(1)).isEmpty();
    assertThat(new ClientKeys(file).destroyBefore(1)).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void aDamagedFileIsOneClearError() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), "20000 abc\n");
    assertThatThrownBy(() -> new ClientKeys(file).check())
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(
            "The key file " + file + " cannot be used: it has a line that is not \"day key\".");
  }

  @Test
  void sharesAreRoundedDownWithoutOverflow() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long whole = random.nextLong(1L << random.nextInt(1, 63));
      long of = random.nextLong(1, 1L << random.nextInt(1, 63));
      long part = random.nextLong(of);
      assertThat(Shares.of(whole, part, of))
          .isEqualTo(
              BigInteger.valueOf(whole)
                  .multiply(BigInteger.valueOf(part))
                  .divide(BigInteger.valueOf(of))
                  .longValueExact());
    }
  }

  @Test
  void findsLineFeedsWhereverTheyAre() {
    SplittableRandom random = new SplittableRandom(2);
    byte[] bytes = new byte[200];
    for (int round = 0; round < 2_000; round++) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(20) == 0 ? '\n' : 0x8A - random.nextInt(130));
      }
      int from = random.nextInt(bytes.length);
      int to = random.nextInt(from, bytes.length);
      int expected = from;
      while (expected < to && bytes[expected] != '\n') {
        expected++;
      }
      assertThat(LineFeeds.next(bytes, from, to)).isEqualTo(expected);
    }
  }
}
