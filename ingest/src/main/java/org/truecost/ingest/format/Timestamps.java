package org.truecost.ingest.format;

/**
 * Times as logs write them, read from bytes into microseconds since 1970 UTC.
 *
 * <p>Hand-written because {@code java.time} parsing costs about a microsecond a line, a third of
 * the whole budget. Weekday names are ignored (hex.pm's own fixtures carry wrong ones), month names
 * are English whatever the locale.
 */
public final class Timestamps {
  /** Not a time. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final long MICROS = 1_000_000L;

  private Timestamps() {}

  /**
   * RFC 3339 and its relatives: {@code 2026-10-01T12:00:00.123456789Z}, a space instead of {@code
   * T}, offsets {@code +02:00}, {@code +0200}, {@code +02}, also behind a space; without an offset
   * UTC is meant.
   */
  public static long rfc3339(byte[] bytes, int from, int to) {
    if (to - from < 19
        || bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':') {
      return INVALID;
    }
    byte separator = bytes[from + 10];
    if (separator != 'T' && separator != ' ' && separator != 't') {
      return INVALID;
    }
    long seconds =
        seconds(
            digits(bytes, from, 4),
            digits(bytes, from + 5, 2),
            digits(bytes, from + 8, 2),
            digits(bytes, from + 11, 2),
            digits(bytes, from + 14, 2),
            digits(bytes, from + 17, 2));
    if (seconds == INVALID) {
      return INVALID;
    }
    int at = from + 19;
    long micros = 0;
    if (at < to && (bytes[at] == '.' || bytes[at] == ',')) {
      at++;
      int first = at;
      long unit = 100_000;
      while (at < to && isDigit(bytes[at])) {
        micros += (bytes[at] - '0') * unit;
        unit /= 10;
        at++;
      }
      if (at == first || at - first > 9) {
        return INVALID;
      }
    }
    long offset = offsetAfterSpace(bytes, at, to);
    return offset == INVALID ? INVALID : (seconds - offset) * MICROS + micros;
  }

  /** CloudFront's two columns, {@code 2026-10-01} and {@code 12:00:00}, in UTC. */
  public static long dateAndTime(byte[] bytes, int date, int dateEnd, int time, int timeEnd) {
    if (dateEnd - date != 10
        || timeEnd - time != 8
        || bytes[date + 4] != '-'
        || bytes[date + 7] != '-'
        || bytes[time + 2] != ':'
        || bytes[time + 5] != ':') {
      return INVALID;
    }
    long seconds =
        seconds(
            digits(bytes, date, 4),
            digits(bytes, date + 5, 2),
            digits(bytes, date + 8, 2),
            digits(bytes, time, 2),
            digits(bytes, time + 3, 2),
            digits(bytes, time + 6, 2));
    return seconds == INVALID ? INVALID : seconds * MICROS;
  }

  /** Microseconds since midnight of {@code 12:00:00}; -1 if it is no time. */
  static long timeOfDay(byte[] bytes, int from, int to) {
    if (to - from != 8 || bytes[from + 2] != ':' || bytes[from + 5] != ':') {
      return -1;
    }
    int hour = digits(bytes, from, 2);
    int minute = digits(bytes, from + 3, 2);
    int second = digits(bytes, from + 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return -1;
    }
    return (hour * 3_600 + minute * 60 + Math.min(second, 59)) * MICROS;
  }

  /** Common Log Format without brackets: {@code 10/Oct/2026:13:55:36 +0200}. */
  public static long commonLog(byte[] bytes, int from, int to) {
    if (to - from < 20
        || bytes[from + 2] != '/'
        || bytes[from + 6] != '/'
        || bytes[from + 11] != ':'
        || bytes[from + 14] != ':'
        || bytes[from + 17] != ':') {
      return INVALID;
    }
    long seconds =
        seconds(
            digits(bytes, from + 7, 4),
            month(bytes, from + 3),
            digits(bytes, from, 2),
            digits(bytes, from + 12, 2),
            digits(bytes, from + 15, 2),
            digits(bytes, from + 18, 2));
    if (seconds == INVALID) {
      return INVALID;
    }
    long offset = offsetAfterSpace(bytes, from + 20, to);
    return offset == INVALID ? INVALID : (seconds - offset) * MICROS;
  }

  /** RFC 1123: {@code Thu, 07 Jan 2021 20:54:54 GMT}; the weekday may be wrong. */
  public static long rfc1123(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ',') {
      at++;
    }
    at += 2;
    if (to - at < 20 || bytes[at + 2] != ' ' || bytes[at + 6] != ' ' || bytes[at + 11] != ' ') {
      return INVALID;
    }
    long seconds =
        seconds(
            digits(bytes, at + 7, 4),
            month(bytes, at + 3),
            digits(bytes, at, 2),
            digits(bytes, at + 12, 2),
            digits(bytes, at + 15, 2),
            digits(bytes, at + 18, 2));
    if (seconds == INVALID || bytes[at + 14] != ':' || bytes[at + 17] != ':') {
      return INVALID;
    }
    long offset = offsetAfterSpace(bytes, at + 20, to);
    return offset == INVALID ? INVALID : (seconds - offset) * MICROS;
  }

  /**
   * A number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
   * magnitude (seconds up to the year 5138), with an optional fraction.
   */
  public static long epoch(byte[] bytes, int from, int to) {
    long whole = 0;
    int at = from;
    while (at < to && isDigit(bytes[at])) {
      if (at - from > 18) {
        return INVALID;
      }
      whole = whole * 10 + (bytes[at] - '0');
      at++;
    }
    if (at == from) {
      return INVALID;
    }
    long fraction = 0;
    if (at < to) {
      if (bytes[at] != '.') {
        return INVALID;
      }
      at++;
      long unit = 100_000;
      while (at < to && isDigit(bytes[at])) {
        fraction += (bytes[at] - '0') * unit;
        unit /= 10;
        at++;
      }
      if (at < to) {
        return INVALID;
      }
    }
    if (whole < 100_000_000_000L) {
      return whole * MICROS + fraction;
    }
    if (whole < 100_000_000_000_000L) {
      return whole * 1_000 + fraction / 1_000;
    }
    return whole < 100_000_000_000_000_000L ? whole : whole / 1_000;
  }

  /** RFC 3339 or epoch, by the look of it. */
  public static long any(byte[] bytes, int from, int to) {
    return to - from > 4 && bytes[from + 4] == '-'
        ? rfc3339(bytes, from, to)
        : epoch(bytes, from, to);
  }

  private static long seconds(int year, int month, int day, int hour, int minute, int second) {
    if (year < 0
        || month < 1
        || month > 12
        || day < 1
        || day > daysIn(year, month)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return INVALID;
    }
    // A leap second belongs to the minute it ends.
    int clampedSecond = Math.min(second, 59);
    return epochDay(year, month, day) * 86_400L + hour * 3_600L + minute * 60L + clampedSecond;
  }

  /** Days since 1970 of a proleptic Gregorian date (H. Hinnant's civil-days algorithm). */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  private static int daysIn(int year, int month) {
    return switch (month) {
      case 2 -> (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** An offset with or without one space before it, or none: then UTC is meant. */
  private static long offsetAfterSpace(byte[] bytes, int from, int to) {
    if (from >= to) {
      return 0;
    }
    int at = bytes[from] == ' ' ? from + 1 : from;
    return at == to ? INVALID : offsetSeconds(bytes, at, to);
  }

  private static long offsetSeconds(byte[] bytes, int from, int to) {
    byte sign = bytes[from];
    if ((sign == 'Z' || sign == 'z') && to - from == 1) {
      return 0;
    }
    if (to - from == 3
        && ((bytes[from] == 'G' && bytes[from + 1] == 'M' && bytes[from + 2] == 'T')
            || (bytes[from] == 'U' && bytes[from + 1] == 'T' && bytes[from + 2] == 'C'))) {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      return INVALID;
    }
    int hours = to - from >= 3 ? digits(bytes, from + 1, 2) : -1;
    int minutes =
        switch (to - from) {
          case 3 -> 0;
          case 5 -> digits(bytes, from + 3, 2);
          case 6 -> bytes[from + 3] == ':' ? digits(bytes, from + 4, 2) : -1;
          default -> -1;
        };
    if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
      return INVALID;
    }
    long seconds = hours * 3_600L + minutes * 60L;
    return sign == '-' ? -seconds : seconds;
  }

  private static int month(byte[] bytes, int at) {
    int key = (bytes[at] | 0x20) << 16 | (bytes[at + 1] | 0x20) << 8 | (bytes[at + 2] | 0x20);
    return switch (key) {
      case 'j' << 16 | 'a' << 8 | 'n' -> 1;
      case 'f' << 16 | 'e' << 8 | 'b' -> 2;
      case 'm' << 16 | 'a' << 8 | 'r' -> 3;
      case 'a' << 16 | 'p' << 8 | 'r' -> 4;
      case 'm' << 16 | 'a' << 8 | 'y' -> 5;
      case 'j' << 16 | 'u' << 8 | 'n' -> 6;
      case 'j' << 16 | 'u' << 8 | 'l' -> 7;
      case 'a' << 16 | 'u' << 8 | 'g' -> 8;
      case 's' << 16 | 'e' << 8 | 'p' -> 9;
      case 'o' << 16 | 'c' << 8 | 't' -> 10;
      case 'n' << 16 | 'o' << 8 | 'v' -> 11;
      case 'd' << 16 | 'e' << 8 | 'c' -> 12;
      default -> -1;
    };
  }

  private static int digits(byte[] bytes, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (!isDigit(bytes[i])) {
        return -1;
      }
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
