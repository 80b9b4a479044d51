package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The line that RubyGems.org's Fastly service writes for counting, with or without the syslog
 * prefix: {@code address RFC-1123-date path status user agent to the end}. The path begins with the
 * bucket, which is the source's {@code path_prefix}. It has no method, so a HEAD looks like a GET,
 * and no bytes.
 *
 * <p>Fastly's text lines of others are told apart by what follows the address: a quote (Clojars,
 * hex.pm), a bracket (hex.pm on GCS) or a hyphen (Clojars); a body in braces is JSON.
 */
final class FastlyTextFormat implements LogFormat {
  /** {@code Mon, 30 Nov 2015 21:00:05 GMT}. */
  private static final int DATE_LENGTH = 29;

  @Override
  public String name() {
    return "fastly-text";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return FastlyTextFormat::parse;
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "the first field",
            "status", "the field behind the path",
            "user_agent", "the rest of the line"),
        Map.of(
            "method", "log JSON (fastly-rubygems) with req.method",
            "bytes_sent", "log JSON (fastly-rubygems) with resp.bytes_written",
            "cache_status", "log JSON (fastly-rubygems) with fastly_info.state",
            "edge_location", "log JSON (fastly-rubygems) with server.datacenter",
            "country", "log JSON (fastly-rubygems) with client.geo.country_code",
            "duration", "log JSON (fastly-rubygems) with time.elapsed.msec",
            "range_start", "log resp.http.Content-Range in a format of your own",
            "cdn_internal", "log req.http.Fastly-FF in a format of your own"));
  }

  private static LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
    if (ByteSearch.isBlank(bytes, from, to)) {
      return LineOutcome.BLANK;
    }
    int client = SyslogPrefix.end(bytes, from, to);
    if (client < 0) {
      return LineOutcome.MALFORMED;
    }
    if (client < to && bytes[client] == '{') {
      return LineOutcome.OTHER_FORMAT;
    }
    int clientEnd = ByteSearch.indexOf(bytes, client, to, (byte) ' ');
    if (clientEnd < 0 || clientEnd == client) {
      return LineOutcome.MALFORMED;
    }
    int date = clientEnd + 1;
    if (date == to) {
      return LineOutcome.TOO_FEW_FIELDS;
    }
    if (bytes[date] == '"' || bytes[date] == '[' || bytes[date] == '-') {
      return LineOutcome.OTHER_FORMAT;
    }
    int path = date + DATE_LENGTH + 1;
    if (path >= to) {
      return LineOutcome.TOO_FEW_FIELDS;
    }
    if (bytes[path - 1] != ' ' || bytes[date + 3] != ',') {
      return LineOutcome.MALFORMED;
    }
    request.clear();
    request.timeMicros = Timestamps.rfc1123(bytes, date, path - 1);
    if (request.timeMicros == Timestamps.INVALID) {
      return LineOutcome.BAD_TIME;
    }
    int pathEnd = ByteSearch.indexOf(bytes, path, to, (byte) ' ');
    if (pathEnd < 0) {
      return LineOutcome.TOO_FEW_FIELDS;
    }
    if (LogNumbers.isMissing(bytes, path, pathEnd)) {
      return LineOutcome.MISSING_FIELD;
    }
    int status = pathEnd + 1;
    int space = ByteSearch.indexOf(bytes, status, to, (byte) ' ');
    int statusEnd = space < 0 ? to : space;
    if (LogNumbers.isMissing(bytes, status, statusEnd)) {
      return LineOutcome.MISSING_FIELD;
    }
    request.status = LogNumbers.status(bytes, status, statusEnd);
    if (request.status < 0) {
      return LineOutcome.BAD_STATUS;
    }
    request.target.set(bytes, path, pathEnd);
    LogNumbers.text(request.client, bytes, client, clientEnd);
    if (space >= 0) {
      LogNumbers.text(request.userAgent, bytes, space + 1, to);
    }
    return LineOutcome.REQUEST;
  }
}
