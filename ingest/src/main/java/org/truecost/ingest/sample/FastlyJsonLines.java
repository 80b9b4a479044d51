package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;

/** The three JSON shapes that registries write at Fastly, with or without a syslog prefix. */
final class FastlyJsonLines {
  private FastlyJsonLines() {}

  /** The syslog prefix: written when the batch leaves, some seconds after the event. */
  static void prefix(SampleRequest r, String endpoint, LineBuffer out) {
    String code = EdgeLocations.code(r.edge);
    out.put("<134>");
    SampleClock.iso(out, r.time + 1_000_000 * (1 + (r.noise & 7))).put("Z cache-");
    lower(code, out).put("-k");
    lower(code, out).padded(r.noise >>> 3 & 0xfffff, 7).put(' ').put(endpoint).put('[');
    out.put(100_000 + (r.noise >>> 24 & 0x3ffff)).put("]: ");
  }

  private static LineBuffer lower(String code, LineBuffer out) {
    for (int i = 0; i < code.length(); i++) {
      out.put((char) (code.charAt(i) | 0x20));
    }
    return out;
  }

  /** Bytes are the announced length here: null where nothing was announced. */
  static void cratesIo(SampleRequest r, LineBuffer out) {
    prefix(r, "s3-request-logs", out);
    out.put("{\"bytes\":");
    if (r.status == 304) {
      out.put("null");
    } else {
      out.put(r.method.equals("HEAD") ? r.fullBytes : r.bodyBytes);
    }
    out.put(",\"content_type\":\"").put(r.contentType).put("\",\"date_time\":\"");
    SampleClock.iso(out, r.time).put('.').padded(r.time % 1_000_000, 6);
    out.padded(r.noise & 511, 3).put("Z\",\"ddsource\":\"fastly\",\"ddtags\":");
    out.put("\"app:crates.io,env:prod\",\"edge_location\":\"").put(EdgeLocations.code(r.edge));
    out.put("\",\"host\":\"").put(r.host).put("\",\"http\":{\"protocol\":\"HTTP/2\",");
    out.put("\"referer\":null,\"useragent\":");
    if (r.userAgent.length == 0) {
      out.put("null");
    } else {
      out.put('"').json(r.userAgent).put('"');
    }
    out.put("},\"ip\":\"");
    r.putAddress(out);
    out.put("\",\"method\":\"").put(r.method).put("\",\"service\":\"").put(r.host);
    out.put("\",\"status\":").put(r.status).put(",\"tls\":{\"cipher\":\"TLS_AES_128_GCM_SHA256\",");
    out.put("\"protocol\":\"TLSv1.3\"},\"url\":\"https://").put(r.host);
    putUri(r, out);
    out.put("\",\"version\":\"1\"}");
  }

  static void rubygems(SampleRequest r, LineBuffer out) {
    boolean hit = r.cache == CacheStatus.HIT;
    out.put("{\"timestamp\":\"");
    SampleClock.date(out, r.time).put(' ');
    SampleClock.time(out, r.time).put("\",\"time_elapsed\":").put(r.millis);
    out.put(",\"client_ip\":\"");
    r.putAddress(out);
    String region = EdgeLocations.region(r.edge);
    out.put("\",\"client_continent\":\"").put(continent(region)).put("\",\"client_country\":\"");
    out.put(EdgeLocations.country(r.edge)).put("\",\"client_region\":\"NO REGION\",");
    out.put("\"client_city\":\"").put(EdgeLocations.city(r.edge)).put("\",\"client_latitude\":\"");
    out.put(10 + r.edge).put(".").padded(r.noise & 0x1ff, 3).put("\",\"client_longitude\":\"");
    out.put(20 + r.edge).put('.').padded(r.noise >>> 9 & 0x1ff, 3);
    out.put("\",\"client_timezone\":\"0\",\"client_connection\":\"broadband\",\"request\":\"");
    out.put(r.method).put("\",\"request_host\":\"").put(r.host).put("\",\"request_path\":\"");
    out.put(r.path).put("\",\"request_query\":\"").put(r.query).put("\",\"request_bytes\":");
    out.put(r.shield ? 742 : 180 + r.path.length() + r.userAgent.length);
    out.put(",\"user_agent\":\"").json(r.userAgent).put("\",\"http2\":true,\"tls\":\"\",");
    out.put("\"tls_version\":\"TLSv1.3\",\"tls_cipher\":\"TLS_AES_128_GCM_SHA256\",");
    out.put("\"response_status\":").put(r.status).put(",\"response_text\":\"");
    out.put(reason(r.status)).put("\",\"response_bytes\":").put(r.loggedBytes());
    out.put(",\"response_cache\":\"").put(r.shield ? "MISS" : hit ? "HIT, HIT" : "MISS, MISS");
    out.put("\",\"cache_state\":\"").put(hit ? "HIT" : "MISS-CLUSTER").put("\",\"cache_lastuse\":");
    out.put(hit ? r.noise >>> 20 & 0xfff : 0).put('.').padded(hit ? r.noise & 0x1ff : 0, 3);
    out.put(",\"cache_hits\":").put(hit ? 1 + (r.noise >>> 32 & 0xff) : 0);
    out.put(",\"server_region\":\"").put(r.shield ? "US-West" : region);
    out.put("\",\"server_datacenter\":\"").put(r.shield ? "SEA" : EdgeLocations.code(r.edge));
    out.put("\"}");
  }

  static void openVsx(SampleRequest r, LineBuffer out) {
    prefix(r, "open-vsx-logs", out);
    out.put("{\"timestamp\": \"");
    SampleClock.iso(out, r.time).put("+0000\", \"client_ip\": \"");
    r.putAddress(out);
    out.put("\", \"geo_country\": \"");
    String country = EdgeLocations.country(r.edge);
    for (int i = 0; i < country.length(); i++) {
      out.put((char) (country.charAt(i) | 0x20));
    }
    out.put("\", \"geo_city\": \"").put(EdgeLocations.city(r.edge)).put("\",\"host\": \"");
    out.put(r.host).put("\",\"url\": \"");
    putUri(r, out);
    out.put("\",\"request_method\": \"")
        .put(r.method)
        .put("\", \"request_protocol\": \"HTTP/2\", ");
    out.put("\"request_referer\": \"\", \"request_user_agent\": \"").json(r.userAgent);
    out.put("\", \"response_state\": \"").put(r.cache == CacheStatus.HIT ? "HIT" : "MISS");
    out.put("\", \"response_status\": ").put(r.status).put(", \"response_reason\": \"");
    out.put(reason(r.status)).put("\", \"response_body_size\": ").put(r.bodyBytes);
    out.put(", \"fastly_server\": \"cache-").put(EdgeLocations.code(r.edge));
    out.padded(r.noise >>> 3 & 0xffff, 5).put("\", \"fastly_is_edge\": ");
    out.put(r.shield ? "false}" : "true}");
  }

  static void putUri(SampleRequest r, LineBuffer out) {
    out.put(r.path);
    if (r.query.length() > 0) {
      out.put('?').put(r.query);
    }
  }

  private static String continent(String region) {
    return switch (region.charAt(0)) {
      case 'U' -> "NA";
      case 'E' -> "EU";
      case 'A' -> "AS";
      default -> "SA";
    };
  }

  static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 206 -> "Partial Content";
      case 301 -> "Moved Permanently";
      case 304 -> "Not Modified";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 416 -> "Range Not Satisfiable";
      case 429 -> "Too Many Requests";
      case 499 -> "Client Closed Request";
      case 503 -> "Service Unavailable";
      default -> "Unknown";
    };
  }
}
