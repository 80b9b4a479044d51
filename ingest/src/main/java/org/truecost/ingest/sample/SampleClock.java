package org.truecost.ingest.sample;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Writes an event's time as the formats write it, in UTC, from its parts. */
final class SampleClock {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

  /** The calendar day that the parts below belong to; days repeat from line to line. */
  private static final ThreadLocal<SampleClock> LAST = ThreadLocal.withInitial(SampleClock::new);

  private long epochDay = Long.MIN_VALUE;
  private int year;
  private int month;
  private int day;
  private int weekday;

  private static SampleClock at(long micros) {
    SampleClock clock = LAST.get();
    long epochDay = Math.floorDiv(micros, 86_400_000_000L);
    if (clock.epochDay != epochDay) {
      LocalDateTime date = LocalDateTime.ofEpochSecond(epochDay * 86_400, 0, ZoneOffset.UTC);
      clock.epochDay = epochDay;
      clock.year = date.getYear();
      clock.month = date.getMonthValue();
      clock.day = date.getDayOfMonth();
      clock.weekday = date.getDayOfWeek().getValue();
    }
    return clock;
  }

  private SampleClock() {}

  static int dayOfMonth(long micros) {
    return at(micros).day;
  }

  /** {@code 2026-10-03}. */
  static LineBuffer date(LineBuffer out, long micros) {
    SampleClock c = at(micros);
    return out.padded(c.year, 4).put('-').padded(c.month, 2).put('-').padded(c.day, 2);
  }

  /** {@code 05:06:07}. */
  static LineBuffer time(LineBuffer out, long micros) {
    long second = Math.floorMod(micros, 86_400_000_000L) / 1_000_000;
    out.padded(second / 3600, 2).put(':').padded(second / 60 % 60, 2).put(':');
    return out.padded(second % 60, 2);
  }

  /** {@code 2026-10-03T05:06:07}, without a zone. */
  static LineBuffer iso(LineBuffer out, long micros) {
    date(out, micros).put('T');
    return time(out, micros);
  }

  /** {@code Sat, 03 Oct 2026 05:06:07 GMT}. */
  static LineBuffer rfc1123(LineBuffer out, long micros) {
    SampleClock c = at(micros);
    out.put(DAYS[c.weekday - 1]).put(", ").padded(c.day, 2).put(' ').put(MONTHS[c.month - 1]);
    out.put(' ').padded(c.year, 4).put(' ');
    return time(out, micros).put(" GMT");
  }

  /** {@code 03/Oct/2026:05:06:07 +0000}. */
  static LineBuffer commonLog(LineBuffer out, long micros) {
    SampleClock c = at(micros);
    out.padded(c.day, 2).put('/').put(MONTHS[c.month - 1]).put('/').padded(c.year, 4).put(':');
    return time(out, micros).put(" +0000");
  }
}
