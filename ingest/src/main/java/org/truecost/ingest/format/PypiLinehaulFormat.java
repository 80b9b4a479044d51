package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The event line of PyPI's linehaul (version 3): {@code download|date|country|path|TLS protocol|TLS
 * cipher|project|version|package type|user agent} to the end, or {@code simple|…} with the three
 * package fields empty.
 *
 * <p>It has no address, no bytes, no method and no status. The edge writes it only for GET and
 * OPTIONS requests that were answered 200 or 206 ({@code download}), or GET requests answered 200
 * or 304 ({@code simple}). The status is therefore given as 200 by the definition of the log, which
 * cannot tell a range or a revalidation from a full answer; the method stays absent.
 *
 * <p>Versions 1 and 2 ({@code 1@}, {@code 2@}) ended in 2026.
 */
final class PypiLinehaulFormat implements LogFormat {
  private static final byte[] DOWNLOAD = "download".getBytes(UTF_8);
  private static final byte[] SIMPLE = "simple".getBytes(UTF_8);

  private static final int DATE = 1;
  private static final int COUNTRY = 2;
  private static final int PATH = 3;
  private static final int PROJECT = 6;
  private static final int VERSION = 7;
  private static final int TYPE = 8;

  /** The fields before the user agent, which may itself contain the delimiter. */
  private static final int DELIMITED = 9;

  @Override
  public String name() {
    return "pypi-linehaul";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "user_agent", "the last field",
            "country", "the third field",
            "status", "200, by the condition under which the edge logs"),
        Map.of(
            "client_ip", "write an access log as well (pypi-access)",
            "bytes_sent", "write an access log as well, with %{resp.bytes_written}V",
            "method", "write an access log as well (pypi-access)",
            "range_start", "write an access log as well, with \"%{resp.http.Content-Range}V\"",
            "cache_status", "write an access log as well (pypi-access)",
            "edge_location", "write an access log as well, with %{server.datacenter}V"));
  }

  private static final class Parser implements LineParser {
    private final int[] ends = new int[DELIMITED];

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      if (ByteSearch.isBlank(bytes, from, to)) {
        return LineOutcome.BLANK;
      }
      int start = SyslogPrefix.end(bytes, from, to);
      if (start < 0) {
        return LineOutcome.MALFORMED;
      }
      if (to - start >= 2
          && (bytes[start] == '1' || bytes[start] == '2')
          && bytes[start + 1] == '@') {
        return LineOutcome.UNKNOWN_VERSION;
      }
      int count = ByteSearch.split(bytes, start, to, (byte) '|', ends);
      if (!ByteSearch.equal(bytes, start, ends[0], DOWNLOAD)
          && !ByteSearch.equal(bytes, start, ends[0], SIMPLE)) {
        return LineOutcome.MALFORMED;
      }
      // The last one must end at a delimiter: the user agent's field is there even when empty.
      if (count < DELIMITED || ends[DELIMITED - 1] == to) {
        return request.reject(LineOutcome.TOO_FEW_FIELDS, bytes, to, to);
      }
      return read(bytes, to, request);
    }

    private LineOutcome read(byte[] bytes, int to, LogRequest request) {
      request.clear();
      if (isMissing(bytes, DATE) || isMissing(bytes, PATH)) {
        return LineOutcome.MISSING_FIELD;
      }
      request.timeMicros = Timestamps.rfc1123(bytes, start(DATE), ends[DATE]);
      if (request.timeMicros == Timestamps.INVALID) {
        return request.reject(LineOutcome.BAD_TIME, bytes, start(DATE), ends[DATE]);
      }
      request.status = 200;
      text(request.target, bytes, PATH);
      text(request.country, bytes, COUNTRY);
      text(request.packageName, bytes, PROJECT);
      text(request.packageVersion, bytes, VERSION);
      text(request.packageType, bytes, TYPE);
      LogNumbers.text(request.userAgent, bytes, ends[DELIMITED - 1] + 1, to);
      return LineOutcome.REQUEST;
    }

    private boolean isMissing(byte[] bytes, int field) {
      return LogNumbers.isMissing(bytes, start(field), ends[field]);
    }

    private void text(Slice slice, byte[] bytes, int field) {
      LogNumbers.text(slice, bytes, start(field), ends[field]);
    }

    private int start(int field) {
      return ends[field - 1] + 1;
    }
  }
}
