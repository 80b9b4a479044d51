package org.truecost.ingest.format;

/**
 * What Fastly puts before a line in its classic message type: {@code <134>2026-10-01T12:00:00Z
 * cache-fra1234 endpoint-name[4711]: }. Its time is that of the batch, up to ten seconds after the
 * request, so nobody reads it. Endpoint names are free text.
 */
final class SyslogPrefix {
  private SyslogPrefix() {}

  /**
   * Where the line proper begins: behind the prefix, or at {@code from} if there is none; -1 if
   * there is the beginning of a prefix but not all of it.
   */
  static int end(byte[] bytes, int from, int to) {
    if (from == to || (bytes[from] != '<' && !isDate(bytes, from, to))) {
      return from;
    }
    int at = from;
    if (bytes[at] == '<') {
      int close = ByteSearch.indexOf(bytes, at, Math.min(to, at + 5), (byte) '>');
      if (close < 0 || !isDate(bytes, close + 1, to)) {
        return -1;
      }
      at = close + 1;
    }
    int afterTime = ByteSearch.indexOf(bytes, at, to, (byte) ' ');
    if (afterTime < 0) {
      return -1;
    }
    int afterNode = ByteSearch.indexOf(bytes, afterTime + 1, to, (byte) ' ');
    if (afterNode < 0) {
      return -1;
    }
    at = afterNode + 1;
    while (true) {
      int bracket = ByteSearch.indexOf(bytes, at, to, (byte) ']');
      if (bracket < 0 || bracket + 2 >= to) {
        return -1;
      }
      if (bytes[bracket + 1] == ':' && bytes[bracket + 2] == ' ') {
        return bracket + 3;
      }
      at = bracket + 1;
    }
  }

  /**
   * Where a JSON object begins behind a prefix, {@code from} if there is no prefix, {@code to} if
   * there is one but no object.
   */
  static int endBeforeObject(byte[] bytes, int from, int to) {
    if (from == to || bytes[from] != '<') {
      return from;
    }
    int object = ByteSearch.indexOf(bytes, from, to, (byte) '{');
    return object < 0 ? to : object;
  }

  /** {@code 2026-10-01T}. */
  private static boolean isDate(byte[] bytes, int from, int to) {
    return to - from > 10
        && bytes[from] >= '0'
        && bytes[from] <= '9'
        && bytes[from + 4] == '-'
        && bytes[from + 7] == '-'
        && bytes[from + 10] == 'T';
  }
}
