package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The access line that the Fastly service of PyPI's index and pages writes (its infrastructure
 * repository, terraform/warehouse), with or without Fastly's syslog prefix. The files service
 * writes {@link PypiLinehaulFormat} instead.
 *
 * <p>The only count of bytes is the response's Content-Length: {@code (null)} where the response
 * was chunked, and the length of the body that was not sent where the method is HEAD.
 */
final class PypiAccessFormat implements LogFormat {
  private static final TextLayout LAYOUT =
      LogFormatString.compile(
          "%h \"%{now}V\" %l \"%{req.request}V %{req.url}V\" %{req.proto}V %>s"
              + " %{resp.http.Content-Length}V %{resp.http.age}V \"%{resp.http.x-cache}V\""
              + " \"%{resp.http.x-cache-hits}V\" \"%{resp.http.content-type}V\""
              + " \"%{req.http.accept-language}V\" \"%{req.http.user-agent}V\"");

  @Override
  public String name() {
    return "pypi-access";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    TextLayoutParser layout = new TextLayoutParser(LAYOUT);
    return (bytes, from, to, request) -> {
      int start = SyslogPrefix.end(bytes, from, to);
      return start < 0 ? LineOutcome.MALFORMED : layout.parse(bytes, start, to, request);
    };
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "%h",
            "method", "%{req.request}V",
            "status", "%>s",
            "bytes_sent", "%{resp.http.Content-Length}V",
            "content_length", "%{resp.http.Content-Length}V",
            "user_agent", "%{req.http.user-agent}V",
            "cache_status", "%{resp.http.x-cache}V"),
        Map.of(
            "edge_location", "use format log_format and add %{server.datacenter}V",
            "duration", "use format log_format and add %{time.elapsed.usec}V",
            "range_start", "use format log_format and add \"%{resp.http.Content-Range}V\"",
            "country", "use format log_format and add %{client.geo.country_code}V",
            "cdn_internal", "use format log_format and add \"%{req.http.Fastly-FF}V\""));
  }
}
