package org.truecost.ingest.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.request.CacheStatus;

/**
 * What the requests of a sample held: how often each of our fields was filled, and the values that
 * say where they come from. Field names are those of {@code FormatFields}.
 */
public final class SeenFields {
  /** Every field that is counted, in the order in which it is shown. */
  public static final List<String> NAMES =
      List.of(
          "client_ip",
          "method",
          "status",
          "bytes_sent",
          "user_agent",
          "host",
          "edge_location",
          "country",
          "cache_status",
          "range_start",
          "content_length",
          "duration",
          "request_id",
          "cdn_internal");

  /** Strangers choose hosts and paths; a sample needs no more of them. */
  private static final int MOST_VALUES = 2_000;

  private final Map<String, Integer> filled = new TreeMap<>();
  private final Map<String, Integer> hosts = new TreeMap<>();
  private final Map<String, Integer> edgeLocations = new TreeMap<>();
  private final List<String> targets = new ArrayList<>();
  private final List<String> userAgents = new ArrayList<>();
  private final ClientAddress address = new ClientAddress();
  private int requests;
  private int addresses;
  private int partial;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  /** Adds one request. */
  public void add(LogRequest request, TextEncoding userAgentEncoding) {
    requests++;
    firstMicros = Math.min(firstMicros, request.timeMicros);
    lastMicros = Math.max(lastMicros, request.timeMicros);
    see("client_ip", request.client.isPresent());
    see("method", request.method.isPresent());
    see("status", true);
    see("bytes_sent", request.bytesSent >= 0);
    see("user_agent", request.userAgent.isPresent());
    see("host", request.host.isPresent());
    see("edge_location", request.edgeLocation.isPresent());
    see("country", request.country.isPresent());
    see("cache_status", request.cacheStatus != CacheStatus.UNKNOWN);
    see("range_start", request.rangeStart >= 0);
    see("content_length", request.contentLength >= 0);
    see("duration", request.durationMicros >= 0);
    see("request_id", request.requestId.isPresent());
    see("cdn_internal", request.cdnInternal);
    if (request.status == 206) {
      partial++;
    }
    Slice client = request.client;
    if (client.isPresent() && address.parse(client.bytes(), client.from(), client.to())) {
      addresses++;
    }
    count(hosts, request.host);
    count(edgeLocations, request.edgeLocation);
    if (targets.size() < MOST_VALUES) {
      targets.add(request.target.toString());
    }
    if (request.userAgent.isPresent() && userAgents.size() < MOST_VALUES) {
      Slice agent = request.userAgent;
      userAgents.add(userAgentEncoding.decode(agent.bytes(), agent.from(), agent.to()));
    }
  }

  private void see(String field, boolean present) {
    if (present) {
      filled.merge(field, 1, Integer::sum);
    }
  }

  private static void count(Map<String, Integer> values, Slice value) {
    if (value.isPresent() && values.size() < MOST_VALUES) {
      values.merge(value.toString(), 1, Integer::sum);
    }
  }

  public int requests() {
    return requests;
  }

  /** How many requests had the field. */
  public int filled(String field) {
    return filled.getOrDefault(field, 0);
  }

  /** Share of the requests that had the field, 0 to 1; 0 if there was no request. */
  public double share(String field) {
    return requests == 0 ? 0 : (double) filled(field) / requests;
  }

  /** How many requests had a client that is an address; the others had a hash, or none. */
  public int addresses() {
    return addresses;
  }

  /** How many answers were a part of a file (206). */
  public int partial() {
    return partial;
  }

  /** Time of the earliest event, microseconds since 1970; meaningless without a request. */
  public long firstMicros() {
    return firstMicros;
  }

  /** Time of the latest event. */
  public long lastMicros() {
    return lastMicros;
  }

  /** Hosts as logged, with how many requests each had. */
  public Map<String, Integer> hosts() {
    return Collections.unmodifiableMap(hosts);
  }

  /** Edge locations as logged, with how many requests each had. */
  public Map<String, Integer> edgeLocations() {
    return Collections.unmodifiableMap(edgeLocations);
  }

  /** Targets as logged, with repetitions. */
  public List<String> targets() {
    return Collections.unmodifiableList(targets);
  }

  /** User agents, decoded, with repetitions. */
  public List<String> userAgents() {
    return Collections.unmodifiableList(userAgents);
  }
}
