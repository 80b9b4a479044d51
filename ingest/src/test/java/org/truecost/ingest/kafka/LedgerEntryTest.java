package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {
  private static final LedgerEntry ENTRY =
      new LedgerEntry(
          "maven-central",
          "0123abcd",
          "günlük/\"a\".log",
          "ab".repeat(32),
          2,
          1_234,
          "cd".repeat(32),
          56,
          7,
          true,
          LocalDate.of(2026, 10, 1),
          1_790_000_000_000L,
          true,
          "ef".repeat(32));

  @Test
  void comesBackAsItWasWritten() {
    assertThat(LedgerEntry.read(ENTRY.value())).contains(ENTRY);
    assertThat(ENTRY.key()).isEqualTo("maven-central/0123abcd".getBytes(UTF_8));
  }

  @Test
  void goesOnAtTheStartOfALastLineWithoutTerminator() {
    assertThat(ENTRY.resumeAt()).isEqualTo(1_227);
  }

  @Test
  void whatIsNoEntryIsNotRead() {
    List<String> wrong =
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"version\":2}",
            new String(ENTRY.value(), UTF_8).replace("\"bytes\":1234", "\"bytes\":-1"),
            new String(ENTRY.value(), UTF_8).replace("\"bytes\":1234", "\"bytes\":1e99"),
            new String(ENTRY.value(), UTF_8).replace("2026-10-01", "2026-13-01"));

    assertThat(wrong)
        .allSatisfy(text -> assertThat(LedgerEntry.read(text.getBytes(UTF_8))).isEmpty());
  }

  @Test
  void neverThrows() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] value = ENTRY.value();
      value[random.nextInt(value.length)] = (byte) random.nextInt();

      assertThat(LedgerEntry.read(value)).isNotNull();
    }
  }
}
