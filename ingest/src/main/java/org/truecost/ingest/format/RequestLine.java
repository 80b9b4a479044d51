package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An HTTP request line, {@code GET /path HTTP/1.1}, as access logs quote it. It holds whatever the
 * client sent, which may be a TLS handshake; the protocol may be missing (HTTP/0.9, Clojars' and
 * hex.pm's logs), and a target may contain raw spaces if there is a protocol behind it.
 */
final class RequestLine {
  private static final byte[] PROTOCOL = " HTTP/".getBytes(UTF_8);
  private static final byte[] CONNECT = "CONNECT".getBytes(UTF_8);
  private static final int LONGEST_METHOD = 32;

  private RequestLine() {}

  /** Fills method and target; {@link LineOutcome#REQUEST} if that is a request line. */
  static LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
    if (LogNumbers.isMissing(bytes, from, to)) {
      return request.reject(LineOutcome.MISSING_FIELD, bytes, from, to);
    }
    int space = ByteSearch.indexOf(bytes, from, to, (byte) ' ');
    if (space < 0) {
      return request.reject(LineOutcome.MALFORMED, bytes, from, to);
    }
    int start = space + 1;
    int end = to;
    int lastSpace = to - 1;
    while (lastSpace > space && bytes[lastSpace] != ' ') {
      lastSpace--;
    }
    if (lastSpace > space) {
      if (!ByteSearch.startsWith(bytes, lastSpace, to, PROTOCOL)) {
        return request.reject(LineOutcome.MALFORMED, bytes, from, to);
      }
      end = lastSpace;
    }
    boolean connect = ByteSearch.equal(bytes, from, space, CONNECT) && end > start;
    if (!connect && !isTarget(bytes, start, end)) {
      return request.reject(LineOutcome.MALFORMED, bytes, from, to);
    }
    if (!isMethod(bytes, from, space)) {
      return request.reject(LineOutcome.BAD_METHOD, bytes, from, space);
    }
    request.method.set(bytes, from, space);
    request.target.set(bytes, start, end);
    return LineOutcome.REQUEST;
  }

  /** Letters and hyphens: all registered methods, and few things that are none. */
  static boolean isMethod(byte[] bytes, int from, int to) {
    if (from == to || to - from > LONGEST_METHOD) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int lower = bytes[i] | 0x20;
      if ((lower < 'a' || lower > 'z') && bytes[i] != '-' && bytes[i] != '_') {
        return false;
      }
    }
    return true;
  }

  /** A path, {@code *}, or an absolute URL. */
  static boolean isTarget(byte[] bytes, int from, int to) {
    if (from == to) {
      return false;
    }
    if (bytes[from] == '/' || (bytes[from] == '*' && to - from == 1)) {
      return true;
    }
    int colon = ByteSearch.indexOf(bytes, from, to, (byte) ':');
    if (colon <= from || colon + 2 >= to || bytes[colon + 1] != '/' || bytes[colon + 2] != '/') {
      return false;
    }
    for (int i = from; i < colon; i++) {
      int lower = bytes[i] | 0x20;
      if (lower < 'a' || lower > 'z') {
        return false;
      }
    }
    return true;
  }
}
