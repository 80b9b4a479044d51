package org.truecost.metering.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.truecost.source.Deduplication;

class FingerprintsTest {
  private static final long HOUR = 3_600_000_000L;
  private static final long NOW = 20_000L * 24 * HOUR;

  /** What version 1 wrote of two lines, in a checkpoint and beside a commit; never rewritten. */
  private static final String VERSION_1 =
      "0100000000d693a4000006239b5a2c000500000000000752fa8000000000000000000000010000000000075300000000020000000000000003000000000000000400000000000000010000000000000002";

  @Test
  void aLineIsFirstOnce() {
    Fingerprints fingerprints = of(6, 1 << 20);
    SplittableRandom random = new SplittableRandom(1);
    Set<Long> known = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long high = random.nextInt(5_000);
      Verdict expected = known.add(high) ? Verdict.FIRST : Verdict.DUPLICATE;

      assertThat(fingerprints.add(high, 1, NOW + high)).isEqualTo(expected);
    }
    assertThat(fingerprints.bytes()).isLessThan(1 << 18);
  }

  @Test
  void onlyTheOldestSlicesAreForgottenForLackOfMemory() {
    Fingerprints fingerprints = of(6, 100_000);
    for (int hour = 0; hour < 20; hour++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(fingerprints.add(i, hour + 1, NOW + hour * HOUR)).isEqualTo(Verdict.FIRST);
      }
      assertThat(fingerprints.bytes()).isLessThanOrEqualTo(100_000);
    }

    assertThat(fingerprints.add(5, 20, NOW + 19 * HOUR)).isEqualTo(Verdict.DUPLICATE);
    assertThat(fingerprints.add(5, 1, NOW)).isEqualTo(Verdict.EVICTED);
    assertThat(fingerprints.add(5, 1, NOW)).isEqualTo(Verdict.EVICTED);
  }

  @Test
  void whatLiesBehindTheHorizonIsForgottenWhenAsked() {
    Fingerprints fingerprints = of(6, 1 << 20);
    fingerprints.add(1, 1, NOW);
    fingerprints.add(2, 1, NOW + 10 * HOUR);
    assertThat(fingerprints.add(1, 1, NOW)).isEqualTo(Verdict.DUPLICATE);

    fingerprints.forget();

    assertThat(fingerprints.add(1, 1, NOW)).isEqualTo(Verdict.LATE);
    // Known again, until it is forgotten again.
    assertThat(fingerprints.add(1, 1, NOW)).isEqualTo(Verdict.DUPLICATE);
    assertThat(fingerprints.add(3, 1, NOW + 4 * HOUR)).isEqualTo(Verdict.FIRST);
    assertThat(fingerprints.add(2, 1, NOW + 10 * HOUR)).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void whatVersion1WroteIsStillRead() throws IOException {
    Fingerprints fingerprints = of(6, 1 << 20);

    fingerprints.read(in(HexFormat.of().parseHex(VERSION_1)));

    assertThat(fingerprints.add(1, 2, NOW + 7)).isEqualTo(Verdict.DUPLICATE);
    assertThat(fingerprints.add(3, 4, NOW + 7)).isEqualTo(Verdict.DUPLICATE);
    assertThat(fingerprints.add(5, 6, NOW + 7)).isEqualTo(Verdict.FIRST);
    assertThat(fingerprints.add(5, 6, NOW - 7 * HOUR)).isEqualTo(Verdict.LATE);
  }

  @Test
  void writesAsVersion1Does() throws IOException {
    Fingerprints fingerprints = of(6, 1 << 20);
    fingerprints.add(1, 2, NOW);
    fingerprints.add(3, 4, NOW + 5);
    fingerprints.forget();

    assertThat(HexFormat.of().formatHex(written(fingerprints))).isEqualTo(VERSION_1);
  }

  @Test
  void refusesANewerVersion() {
    assertThatThrownBy(() -> of(6, 1 << 20).read(in(new byte[] {2, 0})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("reads version 1");
  }

  @Test
  void aLongerHorizonJoinsWhatIsRememberedAndAShorterOneForgetsIt() throws IOException {
    Fingerprints sixHours = of(6, 1 << 20);
    for (int i = 0; i < 500; i++) {
      sixHours.add(i, 1, NOW + i * HOUR / 100);
    }
    sixHours.forget();
    byte[] written = written(sixHours);
    Fingerprints tenDays = of(240, 1 << 20);
    tenDays.read(in(written));
    Fingerprints oneHour = of(1, 1 << 20);
    oneHour.read(in(written));

    for (int i = 0; i < 500; i++) {
      assertThat(tenDays.add(i, 1, NOW + i * HOUR / 100)).isEqualTo(Verdict.DUPLICATE);
      assertThat(oneHour.add(i, 1, NOW + i * HOUR / 100)).isEqualTo(Verdict.LATE);
    }
    assertThat(oneHour.add(9, 9, NOW + 5 * HOUR)).isEqualTo(Verdict.FIRST);
  }

  @Test
  void lessMemoryForgetsTheOldest() throws IOException {
    Fingerprints much = of(6, 1 << 20);
    for (int i = 0; i < 5_000; i++) {
      much.add(i, 1, NOW + i * HOUR / 1_000);
    }
    Fingerprints little = of(6, 70_000);

    little.read(in(written(much)));

    assertThat(little.bytes()).isLessThanOrEqualTo(70_000);
    assertThat(little.add(4_999, 1, NOW + 4_999 * HOUR / 1_000)).isEqualTo(Verdict.DUPLICATE);
    assertThat(little.add(0, 1, NOW)).isEqualTo(Verdict.EVICTED);
  }

  private static Fingerprints of(int hours, long capBytes) {
    return new Fingerprints(new Deduplication(Duration.ofHours(hours), capBytes), capBytes);
  }

  private static byte[] written(Fingerprints fingerprints) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    fingerprints.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
