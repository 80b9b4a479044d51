package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.truecost.request.CacheStatus;
import org.truecost.source.FormatSpec;

/**
 * Amazon CloudFront standard logs, version 1 ("W3C"): TAB-separated values under a {@code #Fields}
 * line ("Amazon CloudFront Developer Guide", standard log file fields).
 *
 * <p>Columns are bound by the names in {@code #Fields}, never by number: files of before 2019 have
 * 24 or 26 of today's 33, some tools write the header with TABs, and concatenated files declare it
 * again half-way. {@code sc-bytes} counts headers and body. The stem is percent-encoded by
 * CloudFront on top of what the client sent, so it may be encoded twice, as is the user agent.
 * Origin Shield appears only as a result type: there is one line per viewer request.
 */
final class CloudFrontFormat implements LogFormat {
  private static final byte[] FIELDS = "#Fields:".getBytes(UTF_8);
  private static final byte[] VERSION = "#Version:".getBytes(UTF_8);
  private static final byte[] KNOWN_VERSION = "1.0".getBytes(UTF_8);

  private static final int DATE = 0;
  private static final int TIME = 1;
  private static final int STEM = 2;
  private static final int STATUS = 3;
  private static final int LAST_REQUIRED = STATUS;
  private static final int BYTES = 4;
  private static final int CLIENT = 5;
  private static final int METHOD = 6;
  private static final int USER_AGENT = 7;
  private static final int QUERY = 8;
  private static final int HOST_HEADER = 9;
  private static final int HOST = 10;
  private static final int EDGE_LOCATION = 11;
  private static final int DETAILED_RESULT = 12;
  private static final int RESULT = 13;
  private static final int REQUEST_ID = 14;
  private static final int TIME_TAKEN = 15;
  private static final int CONTENT_LENGTH = 16;
  private static final int RANGE_START = 17;
  private static final int COUNTRY = 18;

  /** Column names, in the order of the constants above. */
  private static final byte[][] NAMES =
      ascii(
          "date",
          "time",
          "cs-uri-stem",
          "sc-status",
          "sc-bytes",
          "c-ip",
          "cs-method",
          "cs(User-Agent)",
          "cs-uri-query",
          "x-host-header",
          "cs(Host)",
          "x-edge-location",
          "x-edge-detailed-result-type",
          "x-edge-result-type",
          "x-edge-request-id",
          "time-taken",
          "sc-content-len",
          "sc-range-start",
          "c-country");

  @Override
  public String name() {
    return "cloudfront";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.ofEntries(
            Map.entry("client_ip", "c-ip"),
            Map.entry("method", "cs-method"),
            Map.entry("status", "sc-status"),
            Map.entry("bytes_sent", "sc-bytes"),
            Map.entry("user_agent", "cs(User-Agent)"),
            Map.entry("host", "x-host-header"),
            Map.entry("edge_location", "x-edge-location"),
            Map.entry("cache_status", "x-edge-detailed-result-type"),
            Map.entry("duration", "time-taken"),
            Map.entry("request_id", "x-edge-request-id"),
            Map.entry("content_length", "sc-content-len"),
            Map.entry("range_start", "sc-range-start")),
        Map.of("country", "use standard logging v2 in W3C format and select the field c-country"));
  }

  private static byte[][] ascii(String... names) {
    byte[][] bytes = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      bytes[i] = names[i].getBytes(UTF_8);
    }
    return bytes;
  }

  private static final class Parser implements LineParser {
    /** Which column holds which of our fields; -1 if the header in force has none. */
    private final int[] columns = new int[NAMES.length];

    private final LastDate lastDate = new LastDate();
    private int[] ends = new int[0];
    private boolean bound;
    private boolean complete;
    private int declaredColumns;
    private boolean knownVersion = true;

    // The line at hand.
    private byte[] line = new byte[0];
    private int lineFrom;
    private int count;

    @Override
    public TextEncoding userAgentEncoding() {
      return TextEncoding.PERCENT_TWICE;
    }

    @Override
    public TextEncoding targetEncoding() {
      return TextEncoding.PERCENT_TWICE;
    }

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      if (from == to || bytes[from] == ' ' || bytes[from] == '\t') {
        if (ByteSearch.isBlank(bytes, from, to)) {
          return LineOutcome.BLANK;
        }
      } else if (bytes[from] == '#') {
        directive(bytes, from, to);
        return LineOutcome.DIRECTIVE;
      }
      if (!knownVersion) {
        return LineOutcome.UNKNOWN_VERSION;
      }
      if (!bound) {
        return LineOutcome.NO_HEADER;
      }
      if (!complete) {
        return LineOutcome.MISSING_FIELD;
      }
      line = bytes;
      lineFrom = from;
      count = ByteSearch.split(bytes, from, to, (byte) '\t', ends);
      return count < declaredColumns
          ? request.reject(LineOutcome.TOO_FEW_FIELDS, bytes, to, to)
          : read(request);
    }

    private LineOutcome read(LogRequest request) {
      request.clear();
      if (isMissing(DATE) || isMissing(TIME) || isMissing(STEM) || isMissing(STATUS)) {
        return LineOutcome.MISSING_FIELD;
      }
      request.timeMicros =
          lastDate.dateAndTime(line, start(DATE), end(DATE), start(TIME), end(TIME));
      if (request.timeMicros == Timestamps.INVALID) {
        boolean together = columns[TIME] == columns[DATE] + 1;
        return request.reject(LineOutcome.BAD_TIME, line, start(DATE), end(together ? TIME : DATE));
      }
      request.status = LogNumbers.status(line, start(STATUS), end(STATUS));
      if (request.status < 0) {
        return request.reject(LineOutcome.BAD_STATUS, line, start(STATUS), end(STATUS));
      }
      if (has(BYTES)) {
        request.bytesSent = LogNumbers.count(line, start(BYTES), end(BYTES));
        if (request.bytesSent < LogRequest.ABSENT) {
          LineOutcome reason =
              request.bytesSent == LogNumbers.BAD
                  ? LineOutcome.BAD_BYTES
                  : LineOutcome.BYTES_OUT_OF_RANGE;
          return request.reject(reason, line, start(BYTES), end(BYTES));
        }
      }
      text(METHOD, request.method);
      if (request.method.isPresent() && !RequestLine.isMethod(line, start(METHOD), end(METHOD))) {
        return request.reject(LineOutcome.BAD_METHOD, line, start(METHOD), end(METHOD));
      }
      request.target.set(line, start(STEM), end(STEM));
      text(CLIENT, request.client);
      text(USER_AGENT, request.userAgent);
      text(QUERY, request.query);
      text(HOST_HEADER, request.host);
      if (!request.host.isPresent()) {
        text(HOST, request.host);
      }
      text(EDGE_LOCATION, request.edgeLocation);
      text(REQUEST_ID, request.requestId);
      text(COUNTRY, request.country);
      request.cacheStatus = cacheStatus(DETAILED_RESULT);
      if (request.cacheStatus == CacheStatus.UNKNOWN) {
        request.cacheStatus = cacheStatus(RESULT);
      }
      if (has(TIME_TAKEN)) {
        request.durationMicros =
            LogNumbers.micros(line, start(TIME_TAKEN), end(TIME_TAKEN), 1_000_000);
      }
      request.contentLength = optionalCount(CONTENT_LENGTH);
      request.rangeStart = optionalCount(RANGE_START);
      return LineOutcome.REQUEST;
    }

    private void directive(byte[] bytes, int from, int to) {
      if (ByteSearch.startsWith(bytes, from, to, FIELDS)) {
        // Under a version that we do not know the names may mean something else.
        if (knownVersion) {
          bind(bytes, from + FIELDS.length, to);
        }
      } else if (ByteSearch.startsWith(bytes, from, to, VERSION)) {
        int start = from + VERSION.length;
        while (start < to && isSeparator(bytes[start])) {
          start++;
        }
        int end = to;
        while (end > start && isSeparator(bytes[end - 1])) {
          end--;
        }
        boolean wasKnown = knownVersion;
        knownVersion = ByteSearch.equal(bytes, start, end, KNOWN_VERSION);
        bound &= knownVersion && wasKnown;
      }
    }

    private void bind(byte[] bytes, int from, int to) {
      Arrays.fill(columns, -1);
      int column = 0;
      int at = from;
      while (true) {
        while (at < to && isSeparator(bytes[at])) {
          at++;
        }
        if (at == to) {
          break;
        }
        int start = at;
        while (at < to && !isSeparator(bytes[at])) {
          at++;
        }
        int field = fieldNamed(bytes, start, at);
        if (field >= 0 && columns[field] < 0) {
          columns[field] = column;
        }
        column++;
      }
      bound = true;
      complete = true;
      declaredColumns = column;
      for (int field = 0; field <= LAST_REQUIRED; field++) {
        complete &= columns[field] >= 0;
      }
      // All of them are looked for: a line that ends early was cut, and its bytes with it.
      ends = new int[column];
    }

    private static int fieldNamed(byte[] bytes, int from, int to) {
      for (int field = 0; field < NAMES.length; field++) {
        if (ByteSearch.equal(bytes, from, to, NAMES[field])) {
          return field;
        }
      }
      return -1;
    }

    private static boolean isSeparator(byte b) {
      return b == ' ' || b == '\t';
    }

    /** Whether the line reaches the column. */
    private boolean has(int field) {
      int column = columns[field];
      return column >= 0 && column < count;
    }

    private int start(int field) {
      int column = columns[field];
      return column == 0 ? lineFrom : ends[column - 1] + 1;
    }

    private int end(int field) {
      return ends[columns[field]];
    }

    private boolean isMissing(int field) {
      return LogNumbers.isMissing(line, start(field), end(field));
    }

    private void text(int field, Slice slice) {
      if (has(field)) {
        LogNumbers.text(slice, line, start(field), end(field));
      }
    }

    private long optionalCount(int field) {
      return has(field)
          ? LogNumbers.optionalCount(line, start(field), end(field))
          : LogRequest.ABSENT;
    }

    private CacheStatus cacheStatus(int field) {
      return has(field) ? CacheStatusWords.of(line, start(field), end(field)) : CacheStatus.UNKNOWN;
    }
  }
}
