package org.truecost.ingest.format;

import org.truecost.ingest.format.TextField.Group;

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
  private final byte[][] literals;
  private final boolean[] quoted;
  private final int[] starts;
  private final int[] ends;

  // Which field of the layout is what; -1 if none. Asking each of them whether it is there costs
  // less than a loop over those that are with a switch, which the processor cannot foresee.
  private final int time;
  private final int requestLine;
  private final int method;
  private final int target;
  private final int query;
  private final int status;
  private final int bytesSent;
  private final boolean dashIsZero;
  private final int contentLength;
  private final int client;
  private final int userAgent;
  private final int host;
  private final int edgeLocation;
  private final int country;
  private final int cache;
  private final int requestId;
  private final int duration;
  private final long durationUnitMicros;
  private final int range;
  private final int fastlyFf;

  private byte[] scratch = new byte[0];
  private int scratchUsed;
  private boolean escapes;

  // What the last text() found.
  private byte[] value = scratch;
  private int valueFrom;
  private int valueTo;

  TextLayoutParser(TextLayout layout) {
    this.layout = layout;
    this.literals = layout.literals;
    this.quoted = layout.quoted;
    this.starts = new int[layout.fields.length];
    this.ends = new int[layout.fields.length];
    time = layout.read(Group.TIME);
    requestLine = layout.read(Group.REQUEST);
    method = layout.read(Group.METHOD);
    target = layout.read(Group.TARGET);
    query = layout.read(Group.QUERY);
    status = layout.read(Group.STATUS);
    bytesSent = layout.read(Group.BYTES);
    dashIsZero = bytesSent >= 0 && layout.fields[bytesSent].dashIsZero();
    contentLength = layout.read(Group.CONTENT_LENGTH);
    client = layout.read(Group.CLIENT);
    userAgent = layout.read(Group.USER_AGENT);
    host = layout.read(Group.HOST);
    edgeLocation = layout.read(Group.EDGE_LOCATION);
    country = layout.read(Group.COUNTRY);
    cache = layout.read(Group.CACHE);
    requestId = layout.read(Group.REQUEST_ID);
    duration = layout.read(Group.DURATION);
    durationUnitMicros = duration < 0 ? 0 : unitMicros(layout.fields[duration].kind());
    range = layout.read(Group.RANGE);
    fastlyFf = layout.read(Group.INTERNAL);
  }

  private static long unitMicros(TextField.Kind duration) {
    return switch (duration) {
      case SECONDS -> 1_000_000;
      case MILLIS -> 1_000;
      case MICROS -> 1;
      default -> throw new IllegalArgumentException("No duration: " + duration);
    };
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
    byte[][] literals = this.literals;
    int[] starts = this.starts;
    int[] ends = this.ends;
    boolean[] quoted = this.quoted;
    if (!ByteSearch.startsWith(bytes, from, to, literals[0])) {
      return false;
    }
    int at = from + literals[0].length;
    int last = starts.length - 1;
    for (int i = 0; i <= last; i++) {
      byte[] literal = literals[i + 1];
      int end = endOfField(bytes, at, to, literal, quoted[i], i == last);
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
          && !(quoted && bytes[found - 1] == BACKSLASH && isEscaped(bytes, from, found))
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
    LineOutcome outcome = readRequest(bytes, request);
    if (outcome != LineOutcome.REQUEST) {
      return outcome;
    }
    text(client, bytes, request.client);
    text(userAgent, bytes, request.userAgent);
    if (host >= 0) {
      text(request.host, bytes, starts[host], endOfHost(bytes, starts[host], ends[host]));
    }
    text(edgeLocation, bytes, request.edgeLocation);
    text(country, bytes, request.country);
    if (cache >= 0) {
      request.cacheStatus = CacheStatusWords.of(bytes, starts[cache], ends[cache]);
    }
    text(requestId, bytes, request.requestId);
    if (duration >= 0) {
      request.durationMicros =
          LogNumbers.micros(bytes, starts[duration], ends[duration], durationUnitMicros);
    }
    if (range >= 0 && request.status == 206) {
      request.rangeStart = LogNumbers.rangeStart(bytes, starts[range], ends[range]);
    }
    if (fastlyFf >= 0) {
      request.cdnInternal = !LogNumbers.isMissing(bytes, starts[fastlyFf], ends[fastlyFf]);
    }
    return LineOutcome.REQUEST;
  }

  /** What makes a line a request or not: its time, method, target, status and bytes. */
  private LineOutcome readRequest(byte[] bytes, LogRequest request) {
    LineOutcome outcome = readTime(bytes, starts[time], ends[time], request);
    if (outcome == LineOutcome.REQUEST) {
      outcome = readTarget(bytes, request);
    }
    if (outcome != LineOutcome.REQUEST) {
      return outcome;
    }
    if (LogNumbers.isMissing(bytes, starts[status], ends[status])) {
      return request.reject(LineOutcome.MISSING_FIELD, bytes, starts[status], ends[status]);
    }
    request.status = LogNumbers.status(bytes, starts[status], ends[status]);
    if (request.status < 0) {
      return request.reject(LineOutcome.BAD_STATUS, bytes, starts[status], ends[status]);
    }
    if (bytesSent >= 0) {
      int from = starts[bytesSent];
      int to = ends[bytesSent];
      boolean zero = dashIsZero && to - from == 1 && bytes[from] == '-';
      request.bytesSent = zero ? 0 : LogNumbers.count(bytes, from, to);
    }
    if (contentLength >= 0) {
      request.contentLength = LogNumbers.count(bytes, starts[contentLength], ends[contentLength]);
    }
    long bad = request.bytesSent < LogRequest.ABSENT ? request.bytesSent : request.contentLength;
    if (bad < LogRequest.ABSENT) {
      int field = request.bytesSent < LogRequest.ABSENT ? bytesSent : contentLength;
      return request.reject(
          bad == LogNumbers.BAD ? LineOutcome.BAD_BYTES : LineOutcome.BYTES_OUT_OF_RANGE,
          bytes,
          starts[field],
          ends[field]);
    }
    if (bytesSent < 0) {
      request.bytesSent = request.contentLength;
    }
    return LineOutcome.REQUEST;
  }

  private LineOutcome readTarget(byte[] bytes, LogRequest request) {
    if (requestLine >= 0) {
      unescape(bytes, starts[requestLine], ends[requestLine]);
      return RequestLine.parse(value, valueFrom, valueTo, request);
    }
    if (method >= 0 && !LogNumbers.isMissing(bytes, starts[method], ends[method])) {
      if (!RequestLine.isMethod(bytes, starts[method], ends[method])) {
        return request.reject(LineOutcome.BAD_METHOD, bytes, starts[method], ends[method]);
      }
      request.method.set(bytes, starts[method], ends[method]);
    }
    if (LogNumbers.isMissing(bytes, starts[target], ends[target])) {
      return request.reject(LineOutcome.MISSING_FIELD, bytes, starts[target], ends[target]);
    }
    unescape(bytes, starts[target], ends[target]);
    if (!RequestLine.isTarget(value, valueFrom, valueTo)) {
      return LineOutcome.MALFORMED;
    }
    request.target.set(value, valueFrom, valueTo);
    if (query >= 0) {
      int from = starts[query];
      boolean mark = from < ends[query] && bytes[from] == '?';
      text(request.query, bytes, mark ? from + 1 : from, ends[query]);
    }
    return LineOutcome.REQUEST;
  }

  private static LineOutcome readTime(byte[] bytes, int from, int to, LogRequest request) {
    if (LogNumbers.isMissing(bytes, from, to)) {
      return request.reject(LineOutcome.MISSING_FIELD, bytes, from, to);
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
    return time == Timestamps.INVALID
        ? request.reject(LineOutcome.BAD_TIME, bytes, from, to)
        : LineOutcome.REQUEST;
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

  private void text(int field, byte[] bytes, Slice slice) {
    if (field >= 0) {
      text(slice, bytes, starts[field], ends[field]);
    }
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
