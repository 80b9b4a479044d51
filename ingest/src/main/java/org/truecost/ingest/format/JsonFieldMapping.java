package org.truecost.ingest.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Our fields, each with the log's name for it, and how they are read from a {@link JsonLine} into a
 * {@link LogRequest}. What all JSON formats share; a format adds what only its CDN does.
 *
 * <p>Time, target and status must be there and readable. Bytes may be absent but not wrong: what
 * cannot be read as a whole number is a reject, not an absence, because bytes are what is billed.
 * Everything else that cannot be read is absent.
 */
final class JsonFieldMapping {
  static final String TIME = "time";
  static final String CLIENT_IP = "client_ip";
  static final String METHOD = "method";
  static final String URL = "url";
  static final String QUERY = "query";
  static final String STATUS = "status";
  static final String BYTES_SENT = "bytes_sent";
  static final String USER_AGENT = "user_agent";
  static final String HOST = "host";
  static final String EDGE_LOCATION = "edge_location";
  static final String COUNTRY = "country";
  static final String CACHE_STATUS = "cache_status";
  static final String DURATION_SECONDS = "duration_s";
  static final String DURATION_MILLIS = "duration_ms";
  static final String DURATION_MICROS = "duration_us";
  static final String RANGE_START = "range_start";
  static final String CONTENT_LENGTH = "content_length";
  static final String REQUEST_ID = "request_id";
  static final String CDN_INTERNAL = "cdn_internal";

  /** Every field that can be mapped, in the order in which they are told to people. */
  static final List<String> NAMES =
      List.of(
          TIME,
          CLIENT_IP,
          METHOD,
          URL,
          QUERY,
          STATUS,
          BYTES_SENT,
          USER_AGENT,
          HOST,
          EDGE_LOCATION,
          COUNTRY,
          CACHE_STATUS,
          DURATION_SECONDS,
          DURATION_MILLIS,
          DURATION_MICROS,
          RANGE_START,
          CONTENT_LENGTH,
          REQUEST_ID,
          CDN_INTERNAL);

  static final List<String> REQUIRED = List.of(TIME, URL, STATUS);

  private static final int UNMAPPED = -1;

  private final JsonLine line;
  private final List<String> paths = new ArrayList<>();

  private final int time;
  private final int clientIp;
  private final int method;
  private final int url;
  private final int query;
  private final int status;
  private final int bytesSent;
  private final int userAgent;
  private final int host;
  private final int edgeLocation;
  private final int country;
  private final int cacheStatus;
  private final int duration;
  private final long durationUnitMicros;
  private final int rangeStart;
  private final int contentLength;
  private final int requestId;
  private final int cdnInternal;

  /**
   * @param ours our field to the log's; dots descend into nested objects
   * @param more further keys of the log that the format reads itself
   */
  JsonFieldMapping(Map<String, String> ours, String... more) {
    if (!Set.copyOf(NAMES).containsAll(ours.keySet())) {
      throw new IllegalArgumentException("Unknown fields in " + ours.keySet());
    }
    time = slotOf(ours, TIME);
    clientIp = slotOf(ours, CLIENT_IP);
    method = slotOf(ours, METHOD);
    url = slotOf(ours, URL);
    query = slotOf(ours, QUERY);
    status = slotOf(ours, STATUS);
    bytesSent = slotOf(ours, BYTES_SENT);
    userAgent = slotOf(ours, USER_AGENT);
    host = slotOf(ours, HOST);
    edgeLocation = slotOf(ours, EDGE_LOCATION);
    country = slotOf(ours, COUNTRY);
    cacheStatus = slotOf(ours, CACHE_STATUS);
    int seconds = slotOf(ours, DURATION_SECONDS);
    int millis = slotOf(ours, DURATION_MILLIS);
    int micros = slotOf(ours, DURATION_MICROS);
    duration = Math.max(Math.max(seconds, millis), micros);
    durationUnitMicros = seconds >= 0 ? 1_000_000 : millis >= 0 ? 1_000 : 1;
    rangeStart = slotOf(ours, RANGE_START);
    contentLength = slotOf(ours, CONTENT_LENGTH);
    requestId = slotOf(ours, REQUEST_ID);
    cdnInternal = slotOf(ours, CDN_INTERNAL);
    for (String path : more) {
      slot(path);
    }
    line = new JsonLine(paths);
  }

  /** Pairs of our field and the log's, in a map that keeps their order. */
  static Map<String, String> fields(String... oursAndTheirs) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < oursAndTheirs.length; i += 2) {
      fields.put(oursAndTheirs[i], oursAndTheirs[i + 1]);
    }
    return fields;
  }

  /** The line as last read, for what a format looks at itself. */
  JsonLine line() {
    return line;
  }

  /** The slot of one of the log's own keys. */
  int slotOf(String theirs) {
    int slot = paths.indexOf(theirs);
    if (slot < 0) {
      throw new IllegalArgumentException("Not read: " + theirs);
    }
    return slot;
  }

  private int slotOf(Map<String, String> ours, String field) {
    String path = ours.get(field);
    return path == null ? UNMAPPED : slot(path);
  }

  private int slot(String path) {
    int slot = paths.indexOf(path);
    if (slot < 0) {
      slot = paths.size();
      paths.add(path);
    }
    return slot;
  }

  /** Reads the object in {@code bytes[from, to)} and fills what is mapped. */
  LineOutcome read(byte[] bytes, int from, int to, LogRequest request) {
    LineOutcome outcome = readLine(bytes, from, to, request);
    return outcome == LineOutcome.REQUEST ? fill(request) : outcome;
  }

  /**
   * Only clears {@code request} and reads the line into its slots, so that a format can look before
   * {@link #fill}.
   */
  LineOutcome readLine(byte[] bytes, int from, int to, LogRequest request) {
    request.clear();
    if (line.read(bytes, from, to)) {
      return LineOutcome.REQUEST;
    }
    return ByteSearch.isBlank(bytes, from, to) ? LineOutcome.BLANK : LineOutcome.MALFORMED;
  }

  /** Fills {@code request} from the line that was read. */
  LineOutcome fill(LogRequest request) {
    if (!line.isPresent(time) || !line.isPresent(url) || !line.isPresent(status)) {
      return LineOutcome.MISSING_FIELD;
    }
    request.timeMicros = Timestamps.any(line.bytes(time), line.from(time), line.to(time));
    if (request.timeMicros == Timestamps.INVALID) {
      return reject(LineOutcome.BAD_TIME, time, request);
    }
    request.status = httpStatus(line, status);
    if (request.status < 0) {
      return reject(LineOutcome.BAD_STATUS, status, request);
    }
    if (bytesSent >= 0) {
      request.bytesSent = wholeNumber(line, bytesSent);
      if (request.bytesSent < LogRequest.ABSENT) {
        LineOutcome reason =
            request.bytesSent == LogNumbers.TOO_LARGE
                ? LineOutcome.BYTES_OUT_OF_RANGE
                : LineOutcome.BAD_BYTES;
        return reject(reason, bytesSent, request);
      }
    }
    line.text(url, request.target);
    text(clientIp, request.client);
    text(method, request.method);
    text(query, request.query);
    text(userAgent, request.userAgent);
    text(host, request.host);
    text(edgeLocation, request.edgeLocation);
    text(country, request.country);
    text(requestId, request.requestId);
    if (cacheStatus >= 0 && line.isPresent(cacheStatus)) {
      request.cacheStatus =
          CacheStatusWords.of(
              line.bytes(cacheStatus), line.from(cacheStatus), line.to(cacheStatus));
    }
    if (duration >= 0) {
      request.durationMicros = micros(line, duration, durationUnitMicros);
    }
    // Some logs tell the range that was asked for; only a 206 served it.
    if (rangeStart >= 0 && request.status == 206) {
      request.rangeStart = rangeStart(line, rangeStart);
    }
    if (contentLength >= 0) {
      request.contentLength = Math.max(wholeNumber(line, contentLength), LogRequest.ABSENT);
    }
    if (cdnInternal >= 0) {
      request.cdnInternal = line.isTrue(cdnInternal);
    }
    return LineOutcome.REQUEST;
  }

  private LineOutcome reject(LineOutcome reason, int slot, LogRequest request) {
    return request.reject(reason, line.bytes(slot), line.from(slot), line.to(slot));
  }

  private void text(int slot, Slice slice) {
    if (slot >= 0) {
      line.text(slot, slice);
    }
  }

  /**
   * The count in the slot; {@link LogRequest#ABSENT}, {@link LogNumbers#BAD} or {@link
   * LogNumbers#TOO_LARGE}.
   */
  static long wholeNumber(JsonLine line, int slot) {
    return line.isPresent(slot)
        ? LogNumbers.count(line.bytes(slot), line.from(slot), line.to(slot))
        : LogRequest.ABSENT;
  }

  /** Three digits, or a zero: the client left before there was a response. Negative if neither. */
  private static int httpStatus(JsonLine line, int slot) {
    long number = wholeNumber(line, slot);
    return number == 0 || (number >= 100 && number <= 999) ? (int) number : -1;
  }

  /** A decimal number of {@code unitMicros}; {@link LogRequest#ABSENT} if it is none. */
  private static long micros(JsonLine line, int slot, long unitMicros) {
    return line.isPresent(slot)
        ? LogNumbers.micros(line.bytes(slot), line.from(slot), line.to(slot), unitMicros)
        : LogRequest.ABSENT;
  }

  /** Where the range in the slot starts; {@link LogRequest#ABSENT} if it is none. */
  static long rangeStart(JsonLine line, int slot) {
    return line.isPresent(slot)
        ? LogNumbers.rangeStart(line.bytes(slot), line.from(slot), line.to(slot))
        : LogRequest.ABSENT;
  }
}
