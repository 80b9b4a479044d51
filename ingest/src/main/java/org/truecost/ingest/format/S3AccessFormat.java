package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * Amazon S3 server access logs ("Amazon S3 User Guide", log format): fields separated by spaces,
 * the time in brackets, three fields in quotes, and new fields at the end over the years.
 *
 * <p>The target is what the client sent, without the bucket where the request was path-style, so
 * that both styles of address name the same object. Where the request-URI is {@code -} it is the
 * key, whose encoding differs: a space is {@code +}, and {@code %} and {@code +} of the key itself
 * are encoded twice. Bytes are those of the body; {@code -} is 0 ("or - if zero").
 */
final class S3AccessFormat implements LogFormat {
  private static final int BUCKET = 1;
  private static final int TIME = 2;
  private static final int CLIENT = 3;
  private static final int REQUEST_ID = 5;
  private static final int OPERATION = 6;
  private static final int KEY = 7;
  private static final int REQUEST = 8;
  private static final int STATUS = 9;
  private static final int BYTES_SENT = 11;
  private static final int OBJECT_SIZE = 12;
  private static final int TOTAL_MILLIS = 13;
  private static final int USER_AGENT = 16;
  private static final int HOST = 22;
  private static final int REGION = 26;
  private static final int FIELDS = REGION + 1;

  @Override
  public String name() {
    return "s3-access";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.ofEntries(
            Map.entry("client_ip", "Remote IP"),
            Map.entry("method", "in Request-URI, else in Operation"),
            Map.entry("status", "HTTP status"),
            Map.entry("bytes_sent", "Bytes Sent"),
            Map.entry("content_length", "Object Size"),
            Map.entry("user_agent", "User-Agent"),
            Map.entry("host", "Host header"),
            Map.entry("duration", "Total Time"),
            Map.entry("edge_location", "the region of newer lines"),
            Map.entry("request_id", "Request ID")),
        Map.of(
            "range_start", "S3 does not log ranges; put a CDN in front that does",
            "country", "S3 does not log countries; map client networks instead"));
  }

  private static final class Parser implements LineParser {
    private final int[] starts = new int[FIELDS];
    private final int[] ends = new int[FIELDS];
    private int count;
    private byte[] scratch = new byte[0];

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      if (ByteSearch.isBlank(bytes, from, to)) {
        return LineOutcome.BLANK;
      }
      if (!locate(bytes, from, to)) {
        return LineOutcome.MALFORMED;
      }
      return count <= BYTES_SENT
          ? request.reject(LineOutcome.TOO_FEW_FIELDS, bytes, to, to)
          : read(bytes, request);
    }

    /** Stores where the fields lie, without quotes and brackets. */
    private boolean locate(byte[] bytes, int from, int to) {
      int at = from;
      count = 0;
      while (at < to && count < FIELDS) {
        int end;
        int next;
        if (bytes[at] == '"' || bytes[at] == '[') {
          byte close = bytes[at] == '"' ? (byte) '"' : (byte) ']';
          at++;
          end = closing(bytes, at, to, close);
          if (end < 0) {
            return false;
          }
          next = end + 2;
        } else {
          int space = ByteSearch.indexOf(bytes, at, to, (byte) ' ');
          end = space < 0 ? to : space;
          next = end + 1;
        }
        starts[count] = at;
        ends[count] = end;
        count++;
        at = next;
      }
      return true;
    }

    /** S3 does not escape quotes in user agents: only one before a space or the end closes. */
    private static int closing(byte[] bytes, int from, int to, byte close) {
      int at = ByteSearch.indexOf(bytes, from, to, close);
      while (at >= 0 && at + 1 < to && bytes[at + 1] != ' ') {
        at = ByteSearch.indexOf(bytes, at + 1, to, close);
      }
      return at;
    }

    private LineOutcome read(byte[] bytes, LogRequest request) {
      request.clear();
      if (isMissing(bytes, TIME) || isMissing(bytes, STATUS)) {
        return LineOutcome.MISSING_FIELD;
      }
      request.timeMicros = Timestamps.commonLog(bytes, starts[TIME], ends[TIME]);
      if (request.timeMicros == Timestamps.INVALID) {
        return request.reject(LineOutcome.BAD_TIME, bytes, starts[TIME], ends[TIME]);
      }
      request.status = LogNumbers.status(bytes, starts[STATUS], ends[STATUS]);
      if (request.status < 0) {
        return request.reject(LineOutcome.BAD_STATUS, bytes, starts[STATUS], ends[STATUS]);
      }
      request.bytesSent =
          isMissing(bytes, BYTES_SENT)
              ? 0
              : LogNumbers.count(bytes, starts[BYTES_SENT], ends[BYTES_SENT]);
      if (request.bytesSent < 0) {
        LineOutcome reason =
            request.bytesSent == LogNumbers.BAD
                ? LineOutcome.BAD_BYTES
                : LineOutcome.BYTES_OUT_OF_RANGE;
        return request.reject(reason, bytes, starts[BYTES_SENT], ends[BYTES_SENT]);
      }
      LineOutcome outcome =
          isMissing(bytes, REQUEST) ? fromKey(bytes, request) : fromUri(bytes, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      text(bytes, CLIENT, request.client);
      text(bytes, REQUEST_ID, request.requestId);
      text(bytes, USER_AGENT, request.userAgent);
      text(bytes, HOST, request.host);
      text(bytes, REGION, request.edgeLocation);
      if (OBJECT_SIZE < count) {
        request.contentLength =
            LogNumbers.optionalCount(bytes, starts[OBJECT_SIZE], ends[OBJECT_SIZE]);
      }
      if (TOTAL_MILLIS < count) {
        request.durationMicros =
            LogNumbers.micros(bytes, starts[TOTAL_MILLIS], ends[TOTAL_MILLIS], 1_000);
      }
      return LineOutcome.REQUEST;
    }

    private LineOutcome fromUri(byte[] bytes, LogRequest request) {
      LineOutcome outcome = RequestLine.parse(bytes, starts[REQUEST], ends[REQUEST], request);
      if (outcome == LineOutcome.REQUEST && isPathStyle(bytes, request.target)) {
        int bucketLength = ends[BUCKET] - starts[BUCKET];
        request.target.set(bytes, request.target.from() + 1 + bucketLength, request.target.to());
      }
      return outcome;
    }

    /** {@code /bucket/key}, where the key does not itself begin with the bucket's name. */
    private boolean isPathStyle(byte[] bytes, Slice target) {
      return beginsWithBucket(bytes, target.from() + 1, target.to())
          && bytes[target.from()] == '/'
          && !beginsWithBucket(bytes, starts[KEY], ends[KEY]);
    }

    private boolean beginsWithBucket(byte[] bytes, int from, int to) {
      int length = ends[BUCKET] - starts[BUCKET];
      if (to - from <= length || bytes[from + length] != '/') {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (bytes[from + i] != bytes[starts[BUCKET] + i]) {
          return false;
        }
      }
      return true;
    }

    private LineOutcome fromKey(byte[] bytes, LogRequest request) {
      if (isMissing(bytes, KEY)) {
        return LineOutcome.MISSING_FIELD;
      }
      int length = keyAsPath(bytes, starts[KEY], ends[KEY]);
      request.target.set(scratch, 0, length);
      // REST.GET.OBJECT, WEBSITE.GET.OBJECT, BATCH.DELETE.OBJECT
      int dot = ByteSearch.indexOf(bytes, starts[OPERATION], ends[OPERATION], (byte) '.');
      if (dot >= 0) {
        int end = ByteSearch.indexOf(bytes, dot + 1, ends[OPERATION], (byte) '.');
        if (end >= 0 && RequestLine.isMethod(bytes, dot + 1, end)) {
          request.method.set(bytes, dot + 1, end);
        }
      }
      return LineOutcome.REQUEST;
    }

    /** Rewrites a key into a path that is percent-encoded once. */
    private int keyAsPath(byte[] bytes, int from, int to) {
      int most = 1 + 3 * (to - from);
      if (scratch.length < most) {
        scratch = new byte[2 * most];
      }
      int written = 0;
      scratch[written++] = '/';
      for (int i = from; i < to; i++) {
        if (bytes[i] == '+') {
          scratch[written++] = '%';
          scratch[written++] = '2';
          scratch[written++] = '0';
        } else if (bytes[i] == '%' && i + 2 < to && bytes[i + 1] == '2' && bytes[i + 2] == '5') {
          scratch[written++] = '%';
          i += 2;
        } else {
          scratch[written++] = bytes[i];
        }
      }
      return written;
    }

    private boolean isMissing(byte[] bytes, int field) {
      return LogNumbers.isMissing(bytes, starts[field], ends[field]);
    }

    private void text(byte[] bytes, int field, Slice slice) {
      if (field < count) {
        LogNumbers.text(slice, bytes, starts[field], ends[field]);
      }
    }
  }
}
