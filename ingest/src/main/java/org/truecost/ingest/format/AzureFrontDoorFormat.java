package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * Azure Front Door's access log (diagnostic category {@code FrontDoorAccessLog}, in one spelling or
 * another): what counts is inside {@code properties}, its numbers are strings, {@code requestUri}
 * is absolute and carries the port, {@code responseBytes} is body and headers. Lines of Front
 * Door's other categories (health probes, firewall) are {@link LineOutcome#OTHER_FORMAT}.
 *
 * <p>Classic Front Door logs its POP-to-POP rows with {@code isReceivedFromClient: false}.
 *
 * <p>Some deployments write user agents as W3C logs do, with {@code +} for a space and real pluses
 * lost. That is undone where an agent holds a plus and no space; one that holds a space was not
 * written so.
 */
final class AzureFrontDoorFormat implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "time",
          "client_ip", "properties.clientIp",
          "method", "properties.httpMethod",
          "url", "properties.requestUri",
          "status", "properties.httpStatusCode",
          "bytes_sent", "properties.responseBytes",
          "user_agent", "properties.userAgent",
          "host", "properties.hostName",
          "edge_location", "properties.pop",
          "country", "properties.clientCountry",
          "cache_status", "properties.cacheStatus",
          "duration_s", "properties.timeTaken",
          "request_id", "properties.trackingReference");

  @Override
  public String name() {
    return "azure-front-door";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.ofEntries(
            Map.entry("client_ip", "properties.clientIp"),
            Map.entry("method", "properties.httpMethod"),
            Map.entry("status", "properties.httpStatusCode"),
            Map.entry("bytes_sent", "properties.responseBytes"),
            Map.entry("user_agent", "properties.userAgent"),
            Map.entry("edge_location", "properties.pop"),
            Map.entry("country", "properties.clientCountry"),
            Map.entry("cache_status", "properties.cacheStatus"),
            Map.entry("duration", "properties.timeTaken"),
            Map.entry("request_id", "properties.trackingReference"),
            Map.entry("cdn_internal", "properties.isReceivedFromClient (classic)")),
        Map.of(
            "range_start", "not offered by Front Door: every 206 is a partial request",
            "content_length", "not offered by Front Door"));
  }

  private static final class Parser implements LineParser {
    private static final byte[] CATEGORY = {
      'f', 'r', 'o', 'n', 't', 'd', 'o', 'o', 'r', 'a', 'c', 'c', 'e', 's', 's', 'l', 'o', 'g'
    };

    private final JsonFieldMapping mapping =
        new JsonFieldMapping(FIELDS, "category", "properties.isReceivedFromClient");
    private final JsonLine line = mapping.line();
    private final int category = mapping.slotOf("category");
    private final int fromClient = mapping.slotOf("properties.isReceivedFromClient");
    private byte[] userAgent = new byte[512];

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      LineOutcome outcome = mapping.readLine(bytes, from, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      if (line.isPresent(category) && !isAccessLog()) {
        return LineOutcome.OTHER_FORMAT;
      }
      outcome = mapping.fill(request);
      request.cdnInternal = line.isFalse(fromClient);
      spacesForPluses(request.userAgent);
      return outcome;
    }

    private boolean isAccessLog() {
      byte[] bytes = line.bytes(category);
      int from = line.from(category);
      if (line.to(category) - from != CATEGORY.length) {
        return false;
      }
      for (int i = 0; i < CATEGORY.length; i++) {
        if ((bytes[from + i] | 0x20) != CATEGORY[i]) {
          return false;
        }
      }
      return true;
    }

    private void spacesForPluses(Slice agent) {
      byte[] bytes = agent.bytes();
      boolean hasPlus = false;
      for (int i = agent.from(); i < agent.to(); i++) {
        if (bytes[i] == ' ') {
          return;
        }
        hasPlus |= bytes[i] == '+';
      }
      if (!hasPlus) {
        return;
      }
      int length = agent.length();
      if (userAgent.length < length) {
        userAgent = new byte[2 * length];
      }
      for (int i = 0; i < length; i++) {
        byte b = agent.at(i);
        userAgent[i] = b == '+' ? (byte) ' ' : b;
      }
      agent.set(userAgent, 0, length);
    }
  }
}
