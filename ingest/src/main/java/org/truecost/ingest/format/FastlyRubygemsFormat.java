package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The JSON that RubyGems.org's Fastly services log, as its open-source statistics tool kirby reads
 * it. {@code timestamp} has no zone and is UTC; {@code response_status} is a string in old logs and
 * a number in new ones; {@code response_bytes} is what was written, with headers.
 *
 * <p><b>Shields.</b> With shielding on, a request that misses at the edge is logged twice: by the
 * edge, for the client, and by the shield, for the edge, with the same client address and URL. The
 * log has no field that says so. A row is taken for a shield's ({@code cdn_internal}) only if all
 * of this holds:
 *
 * <ul>
 *   <li>{@code response_cache} (X-Cache) lists one cache, and it missed. An edge that asked a
 *       shield lists two. A single {@code HIT} is the edge's own: 405 of 1,000 lines of 2017.
 *   <li>The connection is TLS: edges speak TLS to shields, also for clients that came without.
 *   <li>The request has 512 bytes or more: Fastly's own headers between its caches added 479 bytes
 *       to the 263 of the client in the one pair that is published.
 * </ul>
 *
 * What this cannot tell: a client that reaches the shield's own POP and sends long headers (a
 * browser) looks the same and is taken for the shield; a shield's own hit ({@code MISS, HIT} at the
 * edge, {@code HIT} at the shield) looks like an edge's and is counted as a client's. An operator
 * who logs {@code fastly.ff.visits_this_service} ends the guessing; that is what {@code truecost
 * doctor} recommends.
 */
final class FastlyRubygemsFormat implements LogFormat {
  /** Between the 263 bytes of a client's request and the 742 of the shield's for it. */
  private static final long SHIELD_REQUEST_BYTES = 512;

  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "timestamp",
          "client_ip", "client_ip",
          "method", "request",
          "url", "request_path",
          "query", "request_query",
          "status", "response_status",
          "bytes_sent", "response_bytes",
          "user_agent", "user_agent",
          "host", "request_host",
          "edge_location", "server_datacenter",
          "country", "client_country",
          "cache_status", "cache_state",
          "duration_ms", "time_elapsed");

  @Override
  public String name() {
    return "fastly-rubygems";
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
            "method", "request",
            "status", "response_status",
            "bytes_sent", "response_bytes",
            "user_agent", "user_agent",
            "edge_location", "server_datacenter",
            "country", "client_country (an English name)",
            "cache_status", "cache_state",
            "duration", "time_elapsed"),
        Map.of(
            "range_start", "add %{Content-Range}o to the logging endpoint's format",
            "content_length", "add %{Content-Length}o to the logging endpoint's format",
            "request_id", "add a request id set in VCL to the logging endpoint's format",
            "cdn_internal",
                "add %{fastly.ff.visits_this_service}V to the logging endpoint's format;"
                    + " until then shields are guessed from response_cache"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping =
        new JsonFieldMapping(FIELDS, "response_cache", "tls_version", "request_bytes");
    private final int xCache = mapping.slotOf("response_cache");
    private final int tlsVersion = mapping.slotOf("tls_version");
    private final int requestBytes = mapping.slotOf("request_bytes");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      int object = SyslogPrefix.endBeforeObject(bytes, from, to);
      LineOutcome outcome = mapping.read(bytes, object, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome == LineOutcome.BLANK && object != from ? LineOutcome.MALFORMED : outcome;
      }
      JsonLine line = mapping.line();
      request.cdnInternal =
          line.contentEquals(xCache, "MISS")
              && line.isPresent(tlsVersion)
              && JsonFieldMapping.wholeNumber(line, requestBytes) >= SHIELD_REQUEST_BYTES;
      return outcome;
    }
  }
}
