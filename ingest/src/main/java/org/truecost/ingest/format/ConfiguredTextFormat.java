package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * Lines written as a {@code log_format} string of nginx or a {@code LogFormat} string of Apache or
 * Fastly says; see {@link LogFormatString}.
 */
final class ConfiguredTextFormat implements LogFormat {
  @Override
  public String name() {
    return FormatSpec.LOG_FORMAT;
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new TextLayoutParser(LogFormatString.compile(spec.logFormat()));
  }

  @Override
  public boolean logsRequestId(FormatSpec spec) {
    return LogFormatString.compile(spec.logFormat()).read(TextField.Group.REQUEST_ID) >= 0;
  }

  /** What a string must have is logged; for the rest, what to add to it. */
  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of("status", "$status or %>s"),
        Map.ofEntries(
            Map.entry("client_ip", "add $remote_addr, %h, or on Fastly %{client.ip}V"),
            Map.entry("method", "add $request or $request_method, %r or %m"),
            Map.entry(
                "bytes_sent",
                "add $bytes_sent, %O (with mod_logio), or on Fastly %{resp.bytes_written}V"),
            Map.entry("user_agent", "add \"$http_user_agent\" or \"%{User-Agent}i\""),
            Map.entry("host", "add $host or %V"),
            Map.entry("duration", "add $request_time, %D, or on Fastly %{time.elapsed.usec}V"),
            Map.entry("range_start", "add \"$sent_http_content_range\" or \"%{Content-Range}o\""),
            Map.entry("content_length", "add $sent_http_content_length or %{Content-Length}o"),
            Map.entry(
                "cache_status", "add $upstream_cache_status or, on Fastly, %{fastly_info.state}V"),
            Map.entry("edge_location", "on Fastly, add %{server.datacenter}V"),
            Map.entry(
                "country",
                "add $geoip2_data_country_code or, on Fastly, %{client.geo.country_code}V"),
            Map.entry("request_id", "add $request_id or %{UNIQUE_ID}e"),
            Map.entry("cdn_internal", "on Fastly, add \"%{req.http.Fastly-FF}V\"")));
  }
}
