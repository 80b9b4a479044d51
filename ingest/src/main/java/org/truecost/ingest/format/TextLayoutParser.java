package org.truecost.ingest.format;

/**
 * Reads lines of a {@link TextLayout}: first where each field lies, then only the fields that
 * somebody wants.
 *
 * <p>A field ends where the next literal begins. In quotes, a quote behind an odd number of
 * backslashes belongs to the value; a quote that is not followed by the rest of the literal does
 * too, since some servers escape nothing. After the last literal further columns may follow a
 * space: operators append to {@code combined} more often than they rename it.
 */
final class TextLayoutParser implements LineParser {
  private static final byte BACKSLASH = '\\';

  private final TextLayout layout;
  private final int[] starts;
  private final int[] ends;
  private final boolean readsBytes;

  private byte[] scratch = new byte[0];
  private int scratchUsed;
  private boolean escapes;

  // What the last text() found.
  private byte[] value = scratch;
  private int valueFrom;
  private int valueTo;

  TextLayoutParser(TextLayout layout) {
    this.layout = layout;
    this.starts = new int[layout.fields.length];
    this.ends = new int[layout.fields.length];
    this.readsBytes = layout.reads(TextField.Kind.BYTES);
  }

  @Override
  public TextEncoding targetEncoding() {
    return layout.targetEncoding;
  }

  @Override
  public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
    if ((from == to || bytes[from] == ' ' || bytes[from] == '\t')
        && ByteSearch.isBlank(bytes, from, to)) {
      return LineOutcome.BLANK;
    }
    if (!locate(bytes, from, to)) {
      return LineOutcome.MALFORMED;
    }
    return read(bytes, from, to, request);
  }

  private boolean locate(byte[] bytes, int from, int to) {
    byte[][] literals = layout.literals;
    if (!ByteSearch.startsWith(bytes, from, to, literals[0])) {
      return false;
    }
    int at = from + literals[0].length;
    int last = starts.length - 1;
    for (int i = 0; i <= last; i++) {
      byte[] literal = literals[i + 1];
      int end = endOfField(bytes, at, to, literal, layout.quoted[i], i == last);
      if (end < 0) {
        return false;
      }
      starts[i] = at;
      ends[i] = end;
      at = end + literal.length;
    }
    return true;
  }

  private static int endOfField(
      byte[] bytes, int from, int to, byte[] literal, boolean quoted, boolean last) {
    if (literal.length == 0) {
      return to;
    }
    byte first = literal[0];
    int at = from;
    while (true) {
      int found = ByteSearch.indexOf(bytes, at, to, first);
      if (found < 0) {
        return -1;
      }
      if ((literal.length == 1 || ByteSearch.startsWith(bytes, found, to, literal))
          && !(quoted && isEscaped(bytes, from, found))
          && (!last || endsLine(bytes, found + literal.length, to))) {
        return found;
      }
      at = found + 1;
    }
  }

  private static boolean endsLine(byte[] bytes, int at, int to) {
    return at == to || bytes[at] == ' ' || bytes[at] == '\t';
  }

  private static boolean isEscaped(byte[] bytes, int from, int quote) {
    int at = quote;
    while (at > from && bytes[at - 1] == BACKSLASH) {
      at--;
    }
    return ((quote - at) & 1) != 0;
  }

  private LineOutcome read(byte[] bytes, int from, int to, LogRequest request) {
    request.clear();
    escapes = ByteSearch.indexOf(bytes, from, to, BACKSLASH) >= 0;
    scratchUsed = 0;
    if (escapes && scratch.length < to - from) {
      scratch = new byte[Math.max(256, (to - from) * 2)];
    }
    for (int i : layout.read) {
      LineOutcome outcome = readField(layout.fields[i], bytes, starts[i], ends[i], request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
    }
    if (!readsBytes) {
      request.bytesSent = request.contentLength;
    }
    if (request.status != 206) {
      request.rangeStart = LogRequest.ABSENT;
    }
    return LineOutcome.REQUEST;
  }

  private LineOutcome readField(
      TextField field, byte[] bytes, int from, int to, LogRequest request) {
    switch (field.kind()) {
      case TIME -> {
        return time(bytes, from, to, request);
      }
      case REQUEST -> {
        unescape(bytes, from, to);
        return RequestLine.parse(value, valueFrom, valueTo, request);
      }
      case METHOD -> {
        if (!LogNumbers.isMissing(bytes, from, to)) {
          if (!RequestLine.isMethod(bytes, from, to)) {
            return LineOutcome.BAD_METHOD;
          }
          request.method.set(bytes, from, to);
        }
      }
      case TARGET -> {
        if (LogNumbers.isMissing(bytes, from, to)) {
          return LineOutcome.MISSING_FIELD;
        }
        unescape(bytes, from, to);
        if (!RequestLine.isTarget(value, valueFrom, valueTo)) {
          return LineOutcome.MALFORMED;
        }
        request.target.set(value, valueFrom, valueTo);
      }
      case QUERY -> {
        int start = from < to && bytes[from] == '?' ? from + 1 : from;
        text(request.query, bytes, start, to);
      }
      case STATUS -> {
        if (LogNumbers.isMissing(bytes, from, to)) {
          return LineOutcome.MISSING_FIELD;
        }
        request.status = LogNumbers.status(bytes, from, to);
        if (request.status < 0) {
          return LineOutcome.BAD_STATUS;
        }
      }
      case BYTES, CONTENT_LENGTH -> {
        long count = LogNumbers.count(bytes, from, to);
        if (count < LogRequest.ABSENT) {
          return count == LogNumbers.BAD ? LineOutcome.BAD_BYTES : LineOutcome.BYTES_OUT_OF_RANGE;
        }
        if (field.kind() == TextField.Kind.CONTENT_LENGTH) {
          request.contentLength = count;
        } else {
          boolean zero = field.dashIsZero() && to - from == 1 && bytes[from] == '-';
          request.bytesSent = zero ? 0 : count;
        }
      }
      case CLIENT -> text(request.client, bytes, from, to);
      case USER_AGENT -> text(request.userAgent, bytes, from, to);
      case HOST -> text(request.host, bytes, from, endOfHost(bytes, from, to));
      case EDGE_LOCATION -> text(request.edgeLocation, bytes, from, to);
      case COUNTRY -> text(request.country, bytes, from, to);
      case REQUEST_ID -> text(request.requestId, bytes, from, to);
      case CACHE -> request.cacheStatus = CacheStatusWords.of(bytes, from, to);
      case SECONDS -> request.durationMicros = LogNumbers.micros(bytes, from, to, 1_000_000);
      case MILLIS -> request.durationMicros = LogNumbers.micros(bytes, from, to, 1_000);
      case MICROS -> request.durationMicros = LogNumbers.micros(bytes, from, to, 1);
      case RANGE -> request.rangeStart = LogNumbers.rangeStart(bytes, from, to);
      case FASTLY_FF -> request.cdnInternal = !LogNumbers.isMissing(bytes, from, to);
      case SKIP -> {}
    }
    return LineOutcome.REQUEST;
  }

  private static LineOutcome time(byte[] bytes, int from, int to, LogRequest request) {
    if (LogNumbers.isMissing(bytes, from, to)) {
      return LineOutcome.MISSING_FIELD;
    }
    long time;
    if (to - from > 3 && bytes[from + 2] == '/') {
      time = Timestamps.commonLog(bytes, from, to);
    } else if (to - from > 3 && bytes[from + 3] == ',') {
      time = Timestamps.rfc1123(bytes, from, to);
    } else {
      time = Timestamps.any(bytes, from, to);
    }
    request.timeMicros = time;
    return time == Timestamps.INVALID ? LineOutcome.BAD_TIME : LineOutcome.REQUEST;
  }

  /** Without a port; an IPv6 address without brackets is no {@code host:port}. */
  private static int endOfHost(byte[] bytes, int from, int to) {
    int colon = to - 1;
    while (colon > from && bytes[colon] >= '0' && bytes[colon] <= '9') {
      colon--;
    }
    boolean port =
        colon > from
            && bytes[colon] == ':'
            && (bytes[colon - 1] == ']'
                || ByteSearch.indexOf(bytes, from, to, (byte) ':') == colon);
    return port ? colon : to;
  }

  private void text(Slice slice, byte[] bytes, int from, int to) {
    if (LogNumbers.isMissing(bytes, from, to)) {
      return;
    }
    unescape(bytes, from, to);
    slice.set(value, valueFrom, valueTo);
  }

  /** Sets {@link #value} to the field as it was before the server wrote it down. */
  private void unescape(byte[] bytes, int from, int to) {
    int backslash = escapes ? ByteSearch.indexOf(bytes, from, to, BACKSLASH) : -1;
    if (backslash < 0) {
      value = bytes;
      valueFrom = from;
      valueTo = to;
      return;
    }
    value = scratch;
    valueFrom = scratchUsed;
    valueTo = Escapes.unescape(bytes, from, to, scratch, scratchUsed);
    scratchUsed = valueTo;
  }
}
