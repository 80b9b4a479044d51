package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.request.CacheStatus;
import org.truecost.source.FormatSpec;

/**
 * Akamai DataStream 2 in its JSON form: everything is a string, what is {@code -} or null is left
 * out, text is percent-encoded with {@code +} for a space. {@code reqTimeSec} is seconds with an
 * optional fraction. The structured (space-delimited) form is another format.
 *
 * <p><b>Which bytes.</b> {@code totalBytes} (body, headers and protocol overhead) if the stream
 * logs it, because that is nearest to what is billed; else {@code bytes} (the body; with HTTP/2 its
 * overhead too). A stream logs a fixed set of fields, so one source holds one meaning. {@code
 * objSize} is the object's size whether or not it was sent, and {@code rspContentLen} what was
 * announced: never bytes sent.
 *
 * <p><b>Where from.</b> {@code edge_location} is {@code billingRegion}, Akamai's own price zone, if
 * logged, else {@code serverCountry}: a rate needs the zone, and an edge's address tells nobody
 * where it stands.
 *
 * <p>{@code isMidgress} is 0 between client and edge; 1 and 2 are traffic between Akamai's servers.
 */
final class AkamaiDatastream2Format implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "reqTimeSec",
          "client_ip", "cliIP",
          "method", "reqMethod",
          "url", "reqPath",
          "query", "queryStr",
          "status", "statusCode",
          "bytes_sent", "totalBytes",
          "user_agent", "UA",
          "host", "reqHost",
          "edge_location", "billingRegion",
          "country", "country",
          "duration_ms", "transferTimeMSec",
          "range_start", "range",
          "content_length", "rspContentLen",
          "request_id", "reqId");

  @Override
  public String name() {
    return "akamai-datastream2";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.ofEntries(
            Map.entry("client_ip", "cliIP"),
            Map.entry("method", "reqMethod"),
            Map.entry("status", "statusCode"),
            Map.entry("bytes_sent", "totalBytes, else bytes"),
            Map.entry("user_agent", "UA"),
            Map.entry("edge_location", "billingRegion, else serverCountry"),
            Map.entry("country", "country"),
            Map.entry("cache_status", "cacheStatus"),
            Map.entry("duration", "transferTimeMSec"),
            Map.entry("range_start", "range"),
            Map.entry("content_length", "rspContentLen"),
            Map.entry("request_id", "reqId")),
        Map.of(
            "cdn_internal", "collect midgress traffic in the stream; isMidgress is then logged"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping =
        new JsonFieldMapping(
            FIELDS, "bytes", "serverCountry", "cacheStatus", "cacheable", "isMidgress");
    private final JsonLine line = mapping.line();
    private final int totalBytes = mapping.slotOf("totalBytes");
    private final int bodyBytes = mapping.slotOf("bytes");
    private final int billingRegion = mapping.slotOf("billingRegion");
    private final int serverCountry = mapping.slotOf("serverCountry");
    private final int cacheStatus = mapping.slotOf("cacheStatus");
    private final int cacheable = mapping.slotOf("cacheable");
    private final int midgress = mapping.slotOf("isMidgress");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      LineOutcome outcome = mapping.readLine(bytes, from, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      if (!line.isPresent(totalBytes)) {
        line.copy(bodyBytes, totalBytes);
      }
      if (!line.isPresent(billingRegion)) {
        line.copy(serverCountry, billingRegion);
      }
      outcome = mapping.fill(request);
      request.cacheStatus = cacheStatus();
      request.cdnInternal = line.isPresent(midgress) && !line.isFalse(midgress);
      return outcome;
    }

    /** 0 is none; 1 the edge's, 2 and more another cache of Akamai's. */
    private CacheStatus cacheStatus() {
      long status = JsonFieldMapping.wholeNumber(line, cacheStatus);
      if (status > 0) {
        return CacheStatus.HIT;
      }
      if (status < 0) {
        return CacheStatus.UNKNOWN;
      }
      return line.isFalse(cacheable) ? CacheStatus.PASS : CacheStatus.MISS;
    }

    @Override
    public TextEncoding userAgentEncoding() {
      return TextEncoding.PERCENT_PLUS;
    }
  }
}
