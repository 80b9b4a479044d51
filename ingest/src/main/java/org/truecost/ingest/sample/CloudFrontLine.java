package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;

/** CloudFront standard log, version 1: 33 fields, TAB between values, a dash for nothing. */
final class CloudFrontLine {
  static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
          + " sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type"
          + " x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for"
          + " ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
          + " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type"
          + " sc-content-type sc-content-len sc-range-start sc-range-end\n";

  private CloudFrontLine() {}

  static void write(SampleRequest r, LineBuffer out) {
    SampleClock.date(out, r.time).put('\t');
    SampleClock.time(out, r.time).put('\t');
    out.put(EdgeLocations.code(r.edge)).put(10 + (r.noise & 63)).put("-P");
    out.put(1 + (r.noise >>> 6 & 7)).put('\t').put(r.loggedBytes()).put('\t');
    r.putAddress(out);
    out.put('\t').put(r.method).put("\td1example").padded(r.host.length(), 2);
    out.put("abcd.cdn.example\t").put(r.path).put('\t');
    if (r.aborted) {
      out.put("000");
    } else {
      out.put(r.status);
    }
    out.put("\t-\t");
    if (r.userAgent.length == 0) {
      out.put('-');
    } else {
      out.percentEncoded(r.userAgent);
    }
    out.put('\t');
    if (r.query.length() == 0) {
      out.put('-');
    } else {
      out.put(r.query);
    }
    String result = result(r);
    out.put("\t-\t").put(result).put('\t');
    out.base64(r.noise).base64(Hashing.mix(r.noise)).base64(Hashing.mix(r.noise, 2));
    out.base64(Hashing.mix(r.noise, 3)).base64(Hashing.mix(r.noise, 4)).put("abcd==\t");
    out.put(r.host).put("\thttps\t").put(60 + r.path.length()).put('\t').seconds(r.millis);
    out.put("\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\t").put(result).put("\tHTTP/2.0\t-\t-\t");
    out.put(1024 + (r.noise >>> 16 & 0x7fff)).put('\t').seconds(Math.min(r.millis, 20)).put('\t');
    out.put(result).put('\t').put(r.contentType).put('\t');
    if (r.status == 200 && !r.aborted) {
      out.put(r.fullBytes);
    } else {
      out.put('-');
    }
    if (r.status == 206) {
      out.put('\t').put(r.rangeStart).put('\t').put(r.rangeEnd);
    } else {
      out.put("\t-\t-");
    }
  }

  private static String result(SampleRequest r) {
    if (r.status >= 400 || r.aborted) {
      return "Error";
    }
    if (r.status >= 300 && r.status != 304) {
      return "Redirect";
    }
    return r.cache == CacheStatus.HIT
        ? "Hit"
        : r.cache == CacheStatus.REFRESH ? "RefreshHit" : "Miss";
  }
}
