package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LastDateTest {
  private static final String[] DATES = {
    "2026-10-01",
    "2026-10-02",
    "2026-11-01",
    "2024-02-29",
    "2023-02-29",
    "1969-12-31",
    "2026-10-0x",
    "2026/10/01",
    "2026-10-1",
    "\0\0\0\0\0\0\0\0\0\0",
    ""
  };
  private static final String[] TIMES = {
    "00:00:00",
    "12:34:56",
    "23:59:59",
    "23:59:60",
    "23:59:61",
    "24:00:00",
    "12:60:00",
    "12:00",
    "12-00-00",
    "1x:00:00",
    "12:00:00.5",
    ""
  };

  @Test
  void readsAllPairsInAnyOrderLikeTheReaderWithoutMemory() {
    LastDate last = new LastDate();
    Random random = new Random(20261001);

    for (int i = 0; i < 20_000; i++) {
      String date = DATES[random.nextInt(DATES.length)];
      // Most lines have the date of the line before.
      for (int repeat = random.nextInt(4); repeat >= 0; repeat--) {
        String time = TIMES[random.nextInt(TIMES.length)];
        byte[] line = (date + "\t" + time).getBytes(ISO_8859_1);
        int to = date.length();

        assertThat(last.dateAndTime(line, 0, to, to + 1, line.length))
            .as("%s %s", date, time)
            .isEqualTo(Timestamps.dateAndTime(line, 0, to, to + 1, line.length));
      }
    }
  }

  @Test
  void knowsNoDateBeforeTheFirst() {
    byte[] line = "\0\0\0\0\0\0\0\0\0\0\t12:00:00".getBytes(ISO_8859_1);

    assertThat(new LastDate().dateAndTime(line, 0, 10, 11, 19)).isEqualTo(Timestamps.INVALID);
  }
}
