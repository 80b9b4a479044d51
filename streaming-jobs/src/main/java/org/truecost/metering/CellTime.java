package org.truecost.metering;

import java.time.LocalDate;
import java.time.YearMonth;
import org.truecost.metering.cells.CellKind;

/** What the time of a cell counts, by its kind. */
public final class CellTime {
  public static final long MICROS_PER_HOUR = 3_600_000_000L;
  public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /** Bandwidth is kept in intervals of five minutes. */
  public static final long MICROS_PER_INTERVAL = MICROS_PER_HOUR / 12;

  private CellTime() {}

  /** Microseconds since 1970 at which the cell's time begins. */
  public static long startMicros(CellKind kind, int time) {
    return time * unitMicros(kind);
  }

  /** The month, in UTC, that the cell's time lies in, as {@code YYYY-MM}. */
  public static String month(CellKind kind, int time) {
    long day = Math.floorDiv(startMicros(kind, time), MICROS_PER_DAY);
    return YearMonth.from(LocalDate.ofEpochDay(day)).toString();
  }

  private static long unitMicros(CellKind kind) {
    return switch (kind) {
      case USAGE -> MICROS_PER_HOUR;
      case BANDWIDTH -> MICROS_PER_INTERVAL;
      case DOWNLOADS, CLIENTS, LEDGER, REJECTS -> MICROS_PER_DAY;
    };
  }
}
