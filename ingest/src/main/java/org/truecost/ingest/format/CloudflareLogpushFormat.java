package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * Cloudflare Logpush, data set {@code http_requests}, one JSON object a line. Which fields there
 * are is chosen in the job; {@code EdgeStartTimestamp} comes as RFC 3339 or as seconds,
 * milliseconds or nanoseconds, number or string, as the job's {@code timestamp_format} says. {@code
 * EdgeResponseBytes} counts body and headers. Sampling is the job's too and in no line.
 *
 * <p><b>Inside Cloudflare.</b> {@code ClientRequestSource}, where logged, decides: anything but
 * {@code eyeball} is not a client. Without it, a {@code ParentRayID} other than empty or {@code
 * 00}, {@code WorkerSubrequest} or {@code CacheTieredFill} make the row internal. {@code
 * CacheTieredFill} is the weak one: the vendor says that a tiered cache was used to serve the
 * request, which leaves open whose row it is, hence it does not overrule an eyeball.
 */
final class CloudflareLogpushFormat implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "EdgeStartTimestamp",
          "client_ip", "ClientIP",
          "method", "ClientRequestMethod",
          "url", "ClientRequestURI",
          "status", "EdgeResponseStatus",
          "bytes_sent", "EdgeResponseBytes",
          "user_agent", "ClientRequestUserAgent",
          "host", "ClientRequestHost",
          "edge_location", "EdgeColoCode",
          "country", "ClientCountry",
          "cache_status", "CacheCacheStatus",
          "request_id", "RayID");

  @Override
  public String name() {
    return "cloudflare-logpush";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.ofEntries(
            Map.entry("client_ip", "ClientIP"),
            Map.entry("method", "ClientRequestMethod"),
            Map.entry("status", "EdgeResponseStatus"),
            Map.entry("bytes_sent", "EdgeResponseBytes"),
            Map.entry("user_agent", "ClientRequestUserAgent"),
            Map.entry("edge_location", "EdgeColoCode"),
            Map.entry("country", "ClientCountry"),
            Map.entry("cache_status", "CacheCacheStatus"),
            Map.entry("duration", "EdgeStartTimestamp to EdgeEndTimestamp"),
            Map.entry("request_id", "RayID"),
            Map.entry("cdn_internal", "ClientRequestSource, ParentRayID")),
        Map.of(
            "range_start", "add the response header content-range to the zone's custom log fields",
            "content_length",
                "add the response header content-length to the zone's custom log fields"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping =
        new JsonFieldMapping(
            FIELDS,
            "EdgeEndTimestamp",
            "ClientRequestPath",
            "ClientRequestSource",
            "ParentRayID",
            "WorkerSubrequest",
            "CacheTieredFill",
            "ResponseHeaders.content-range",
            "ResponseHeaders.content-length");
    private final JsonLine line = mapping.line();
    private final int uri = mapping.slotOf("ClientRequestURI");
    private final int path = mapping.slotOf("ClientRequestPath");
    private final int end = mapping.slotOf("EdgeEndTimestamp");
    private final int source = mapping.slotOf("ClientRequestSource");
    private final int parent = mapping.slotOf("ParentRayID");
    private final int worker = mapping.slotOf("WorkerSubrequest");
    private final int tieredFill = mapping.slotOf("CacheTieredFill");
    private final int contentRange = mapping.slotOf("ResponseHeaders.content-range");
    private final int contentLength = mapping.slotOf("ResponseHeaders.content-length");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      LineOutcome outcome = mapping.readLine(bytes, from, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      if (!line.isPresent(uri)) {
        // A job may log the path alone; a download is told by it just as well.
        line.copy(path, uri);
      }
      outcome = mapping.fill(request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      request.cdnInternal = isInternal();
      if (request.status == 206) {
        request.rangeStart = JsonFieldMapping.rangeStart(line, contentRange);
      }
      request.contentLength =
          Math.max(JsonFieldMapping.wholeNumber(line, contentLength), LogRequest.ABSENT);
      if (line.isPresent(end)) {
        long ended = Timestamps.any(line.bytes(end), line.from(end), line.to(end));
        // Jobs that log whole seconds make short transfers end when they start.
        if (ended != Timestamps.INVALID && ended >= request.timeMicros) {
          request.durationMicros = ended - request.timeMicros;
        }
      }
      return outcome;
    }

    private boolean isInternal() {
      if (line.isPresent(source)) {
        return !line.contentEquals(source, "eyeball");
      }
      return (line.isPresent(parent)
              && !line.contentEquals(parent, "00")
              && !line.contentEquals(parent, "0"))
          || line.isTrue(worker)
          || line.isTrue(tieredFill);
    }
  }
}
