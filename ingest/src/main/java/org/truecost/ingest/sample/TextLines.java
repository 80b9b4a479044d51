package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;

/** Formats of words and quotes: combined, an nginx {@code log_format}, S3 access, counting line. */
final class TextLines {
  private TextLines() {}

  /** nginx and Apache "combined"; a quote in a user agent is {@code \x22}. */
  static void combined(SampleRequest r, LineBuffer out) {
    r.putAddress(out);
    out.put(" - - [");
    SampleClock.commonLog(out, r.time).put("] \"").put(r.method).put(' ');
    FastlyJsonLines.putUri(r, out);
    out.put(" HTTP/1.1\" ").put(r.status).put(' ').put(r.bodyBytes).put(" \"-\" \"");
    agentOrDash(r, out);
    out.put('"');
  }

  /**
   * {@code $remote_addr [$time_iso8601] "$request" $status $bytes_sent $request_time
   * $upstream_cache_status "$http_user_agent"}.
   */
  static void logFormat(SampleRequest r, LineBuffer out) {
    r.putAddress(out);
    out.put(" [");
    SampleClock.iso(out, r.time).put("+00:00] \"").put(r.method).put(' ');
    FastlyJsonLines.putUri(r, out);
    out.put(" HTTP/2.0\" ").put(r.status).put(' ').put(r.loggedBytes()).put(' ');
    out.seconds(r.millis).put(r.cache == CacheStatus.HIT ? " HIT \"" : " MISS \"");
    agentOrDash(r, out);
    out.put('"');
  }

  private static void agentOrDash(SampleRequest r, LineBuffer out) {
    if (r.userAgent.length == 0) {
      out.put('-');
    } else {
      out.nginxEscaped(r.userAgent);
    }
  }

  /** The line RubyGems counts: no method, no bytes, the user agent to the end of the line. */
  static void rubygemsDownloads(SampleRequest r, LineBuffer out) {
    FastlyJsonLines.prefix(r, "downloads", out);
    r.putAddress(out);
    out.put(' ');
    SampleClock.rfc1123(out, r.time).put(" /production.s3.rubygems.example").put(r.path);
    out.put(' ').put(r.status).put(' ');
    if (r.userAgent.length == 0) {
      out.put("(null)");
    } else {
      out.put(r.userAgent);
    }
  }

  static void s3Access(SampleRequest r, LineBuffer out) {
    out.put("79a5example0123456789abcdef maven-origin [");
    SampleClock.commonLog(out, r.time).put("] ");
    r.putAddress(out);
    out.put(" - ").hex(r.noise, 16).put(" REST.").put(r.method).put(".OBJECT ");
    putKey(r, out);
    out.put(" \"").put(r.method).put(' ').put(r.path).put(" HTTP/1.1\" ").put(r.status);
    out.put(r.status == 404 ? " NoSuchKey " : " - ");
    dashIfNone(r.bodyBytes, out).put(' ');
    dashIfNone(r.status == 200 || r.status == 206 ? r.fullBytes : 0, out).put(' ');
    out.put(r.millis).put(' ').put(Math.min(r.millis, 30)).put(" \"-\" \"");
    agentOrDash(r, out);
    out.put("\" - ").base64(Hashing.mix(r.noise)).base64(Hashing.mix(r.noise, 2));
    out.put("= SigV4 TLS_AES_128_GCM_SHA256 - ").put(r.host).put(" TLSv1.3 - -");
  }

  private static void putKey(SampleRequest r, LineBuffer out) {
    byte[] path = r.path.bytes();
    for (int i = 1; i < r.path.length(); i++) {
      out.put((char) path[i]);
    }
  }

  private static LineBuffer dashIfNone(long value, LineBuffer out) {
    return value == 0 ? out.put('-') : out.put(value);
  }
}
