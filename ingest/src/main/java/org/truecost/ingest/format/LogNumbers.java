package org.truecost.ingest.format;

/** Numbers and placeholders as text logs write them. */
final class LogNumbers {
  /** Neither a count nor one of the ways to say that there is none. */
  static final long BAD = -2;

  /** More than 18 digits, not counting zeros in front. */
  static final long TOO_LARGE = -3;

  private static final long SEVENTEEN_ZEROS = 100_000_000_000_000_000L;

  private LogNumbers() {}

  /** Whether the log says that it has no value: nothing, {@code -}, or Fastly's {@code (null)}. */
  static boolean isMissing(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      return bytes[from] == '-';
    }
    return length == 0 || (length == 6 && bytes[from] == '(' && isNull(bytes, from + 1));
  }

  private static boolean isNull(byte[] bytes, int at) {
    return bytes[at] == 'n'
        && bytes[at + 1] == 'u'
        && bytes[at + 2] == 'l'
        && bytes[at + 3] == 'l'
        && bytes[at + 4] == ')';
  }

  /** Points {@code slice} at the value, or at nothing if the log says that it has none. */
  static void text(Slice slice, byte[] bytes, int from, int to) {
    if (isMissing(bytes, from, to)) {
      slice.setAbsent();
    } else {
      slice.set(bytes, from, to);
    }
  }

  /**
   * A count of bytes or the like.
   *
   * @return the count, {@link LogRequest#ABSENT}, {@link #BAD} or {@link #TOO_LARGE}
   */
  static long count(byte[] bytes, int from, int to) {
    if (isMissing(bytes, from, to)) {
      return LogRequest.ABSENT;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return BAD;
      }
      // Once too large it stays so, but a letter further on still makes it no number at all.
      value = value < 0 || value >= SEVENTEEN_ZEROS ? TOO_LARGE : value * 10 + digit;
    }
    return value;
  }

  /** A count whose absence loses nothing but itself: what cannot be read is absent. */
  static long optionalCount(byte[] bytes, int from, int to) {
    return Math.max(LogRequest.ABSENT, count(bytes, from, to));
  }

  /** Three digits: 100 to 999, or {@code 000} for a client that left; -1 for anything else. */
  static int status(byte[] bytes, int from, int to) {
    if (to - from != 3) {
      return -1;
    }
    int hundreds = bytes[from] - '0';
    int tens = bytes[from + 1] - '0';
    int ones = bytes[from + 2] - '0';
    if (hundreds < 0 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      return -1;
    }
    int status = hundreds * 100 + tens * 10 + ones;
    return status == 0 || status >= 100 ? status : -1;
  }

  /**
   * A duration like {@code 0.017} or {@code 12} in units of {@code microsPerUnit}, as microseconds;
   * {@link LogRequest#ABSENT} if it is none or longer than the 12 digits of 30,000 years.
   */
  static long micros(byte[] bytes, int from, int to, long microsPerUnit) {
    long whole = 0;
    int i = from;
    while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
      if (i - from == 12) {
        return LogRequest.ABSENT;
      }
      whole = whole * 10 + (bytes[i] - '0');
      i++;
    }
    if (i == from) {
      return LogRequest.ABSENT;
    }
    long micros = whole * microsPerUnit;
    if (i < to && bytes[i] == '.') {
      long unit = microsPerUnit / 10;
      for (i++; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
        micros += (bytes[i] - '0') * unit;
        unit /= 10;
      }
    }
    return i == to ? micros : LogRequest.ABSENT;
  }

  /**
   * The first byte of {@code 500-999}, {@code bytes=500-}, {@code bytes 500-999/1234}, 500; of
   * several ranges that of the first. {@link LogRequest#ABSENT} if it is none.
   */
  static long rangeStart(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && ((bytes[at] | 0x20) >= 'a' && (bytes[at] | 0x20) <= 'z')) {
      at++;
    }
    if (at > from && at < to && (bytes[at] == '=' || bytes[at] == ' ')) {
      at++;
    }
    int first = at;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    boolean start = at > first && (at == to || bytes[at] == '-');
    return start ? optionalCount(bytes, first, at) : LogRequest.ABSENT;
  }
}
