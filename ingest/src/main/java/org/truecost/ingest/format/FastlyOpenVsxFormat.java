package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The JSON that Open VSX's Fastly service logs behind Fastly's syslog prefix. Times carry {@code
 * +0000} without a colon; {@code url} is a path with its query; {@code geo_country} is an English
 * name in lower case; {@code response_body_size} leaves headers out, so a source of this format
 * says {@code bytes: body}. {@code fastly_is_edge: false} is a shield's row for a request of
 * another POP.
 */
final class FastlyOpenVsxFormat implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "timestamp",
          "client_ip", "client_ip",
          "method", "request_method",
          "url", "url",
          "status", "response_status",
          "bytes_sent", "response_body_size",
          "user_agent", "request_user_agent",
          "host", "host",
          "edge_location", "fastly_server",
          "country", "geo_country",
          "cache_status", "response_state");

  @Override
  public String name() {
    return "fastly-open-vsx";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "client_ip",
            "method", "request_method",
            "status", "response_status",
            "bytes_sent", "response_body_size",
            "user_agent", "request_user_agent",
            "edge_location", "fastly_server",
            "country", "geo_country (an English name in lower case)",
            "cache_status", "response_state",
            "cdn_internal", "fastly_is_edge"),
        Map.of(
            "duration", "add %{time.elapsed.usec}V to the logging endpoint's format",
            "range_start", "add %{Content-Range}o to the logging endpoint's format",
            "content_length", "add %{Content-Length}o to the logging endpoint's format",
            "request_id", "add a request id set in VCL to the logging endpoint's format"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping = new JsonFieldMapping(FIELDS, "fastly_is_edge");
    private final int isEdge = mapping.slotOf("fastly_is_edge");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      int object = SyslogPrefix.endBeforeObject(bytes, from, to);
      LineOutcome outcome = mapping.read(bytes, object, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome == LineOutcome.BLANK && object != from ? LineOutcome.MALFORMED : outcome;
      }
      request.cdnInternal = mapping.line().isFalse(isEdge);
      return outcome;
    }
  }
}
