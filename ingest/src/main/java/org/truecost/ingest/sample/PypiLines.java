package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;

/** PyPI's two own formats, and a JSON shape of the fields that PyPI's richest template has. */
final class PypiLines {
  private PypiLines() {}

  /** A counted download between pipes: no address, no status, no bytes. */
  static void linehaul(SampleRequest r, LineBuffer out) {
    out.put("download|");
    SampleClock.rfc1123(out, r.time).put('|').put(EdgeLocations.countryCode(r.edge)).put('|');
    out.put(r.path).put("|TLSv1.3|TLS_AES_256_GCM_SHA384|");
    // The edge reads project, version and type from the origin's headers, not from the path.
    out.put(r.project).put('|').put(r.versionText).put('|');
    out.put(r.wheel ? "bdist_wheel" : "sdist").put('|');
    if (r.userAgent.length == 0) {
      out.put("(null)");
    } else {
      out.put(r.userAgent);
    }
  }

  /** The access line of the index: quotes and spaces, bytes as announced. */
  static void access(SampleRequest r, LineBuffer out) {
    r.putAddress(out);
    out.put(" \"");
    SampleClock.rfc1123(out, r.time).put("\" - \"").put(r.method).put(' ');
    FastlyJsonLines.putUri(r, out);
    out.put("\" HTTP/2 ").put(r.status).put(' ');
    if (r.status == 304) {
      out.put("(null)");
    } else {
      out.put(r.method.equals("HEAD") ? r.fullBytes : r.bodyBytes);
    }
    boolean hit = r.cache == CacheStatus.HIT;
    out.put(' ').put(hit ? r.noise & 0xffff : 0).put(" \"").put(hit ? "HIT, HIT" : "MISS, MISS");
    out.put("\" \"").put(hit ? 1 + (r.noise >>> 16 & 31) : 0).put(", 0\" \"").put(r.contentType);
    out.put("\" \"(null)\" \"");
    if (r.userAgent.length == 0) {
      out.put("(null)");
    } else {
      out.json(r.userAgent);
    }
    out.put('"');
  }

  static void json(SampleRequest r, LineBuffer out) {
    out.put("{\"time_start\":\"");
    SampleClock.iso(out, r.time).put('.').padded(r.time % 1_000_000 / 1000, 3);
    out.put("Z\",\"duration_ms\":").put(r.millis).put(",\"client_ip\":\"");
    r.putAddress(out);
    out.put("\",\"country\":\"").put(EdgeLocations.countryCode(r.edge)).put("\",\"method\":\"");
    out.put(r.method).put("\",\"host\":\"").put(r.host).put("\",\"url\":\"");
    FastlyJsonLines.putUri(r, out);
    out.put("\",\"status_code\":").put(r.status).put(",\"bytes_written\":").put(r.loggedBytes());
    out.put(",\"request_range\":\"");
    if (r.rangeStart >= 0) {
      out.put("bytes=").put(r.rangeStart).put('-').put(r.rangeEnd);
    }
    out.put("\",\"fastly_state\":\"").put(r.cache == CacheStatus.HIT ? "HIT" : "MISS");
    out.put("\",\"server_datacenter\":\"").put(EdgeLocations.code(r.edge));
    out.put("\",\"useragent\":\"").json(r.userAgent).put("\"}");
  }
}
