package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * What crates.io's Fastly Compute service logs: Fastly's syslog prefix, then one JSON object with a
 * {@code version} that must be {@code "1"}. Source: {@code compute-static/src/log_line.rs} in the
 * Rust project's simpleinfra repository.
 *
 * <p>{@code bytes} is the response's Content-Length header, not what was sent: null when the body
 * came in chunks, and the length of the whole file where no body went out. So it is the announced
 * length always, and bytes sent only where a body can have been: not for HEAD, not for 304. A
 * source of this format says {@code bytes: content_length}.
 *
 * <p>Lines of 2024 hold only bytes, date_time, ip, method, status, url and version: their user
 * agent is absent, which is not the same as a client that sent none.
 */
final class FastlyCratesIoFormat implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "date_time",
          "client_ip", "ip",
          "method", "method",
          "url", "url",
          "status", "status",
          "bytes_sent", "bytes",
          "content_length", "bytes",
          "user_agent", "http.useragent",
          "host", "host",
          "edge_location", "edge_location");

  @Override
  public String name() {
    return "fastly-crates-io";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "ip",
            "method", "method",
            "status", "status",
            "bytes_sent", "bytes (the Content-Length header)",
            "content_length", "bytes",
            "user_agent", "http.useragent (since 2025)",
            "edge_location", "edge_location (since 2025)"),
        Map.of(
            "cache_status", "log the X-Cache response header from the Compute service",
            "duration", "log the time from request to end of response from the Compute service",
            "range_start", "log the Content-Range response header from the Compute service",
            "request_id", "log the FASTLY_TRACE_ID of the Compute service",
            "country", "log the country of the geolocation lookup in the Compute service",
            "cdn_internal", "log whether the request has a Fastly-FF header"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping = new JsonFieldMapping(FIELDS, "version");
    private final int version = mapping.slotOf("version");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      int object = SyslogPrefix.endBeforeObject(bytes, from, to);
      LineOutcome outcome = mapping.readLine(bytes, object, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return object == from ? outcome : LineOutcome.MALFORMED;
      }
      if (!mapping.line().contentEquals(version, "1")) {
        return LineOutcome.UNKNOWN_VERSION;
      }
      outcome = mapping.fill(request);
      if (request.status == 304 || request.method.contentEquals("HEAD")) {
        request.bytesSent = LogRequest.ABSENT;
      }
      return outcome;
    }
  }
}
