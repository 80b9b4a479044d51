package org.truecost.ingest.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.truecost.request.CacheStatus;

/**
 * What a parser made of a line, as one line of text: the outcome, then for a request every field
 * that is present, separated by TABs. Bytes that are not printable ASCII appear as {@code \xhh}.
 */
final class LineDescription {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder();

  private LineDescription() {}

  static String of(LineOutcome outcome, LogRequest request) {
    LineDescription description = new LineDescription();
    description.text.append(outcome.label());
    if (outcome == LineOutcome.REQUEST) {
      description.describe(request);
    }
    return description.text.toString();
  }

  private void describe(LogRequest request) {
    Instant time =
        Instant.ofEpochSecond(
            Math.floorDiv(request.timeMicros, 1_000_000L),
            Math.floorMod(request.timeMicros, 1_000_000L) * 1_000L);
    field("time", MICROS.format(time));
    slice("client", request.client);
    slice("method", request.method);
    slice("target", request.target);
    slice("query", request.query);
    field("status", String.valueOf(request.status));
    number("bytes_sent", request.bytesSent);
    slice("user_agent", request.userAgent);
    slice("host", request.host);
    slice("edge_location", request.edgeLocation);
    slice("country", request.country);
    if (request.cacheStatus != CacheStatus.UNKNOWN) {
      field("cache_status", request.cacheStatus.label());
    }
    if (request.cdnInternal) {
      field("cdn_internal", "true");
    }
    number("range_start", request.rangeStart);
    number("content_length", request.contentLength);
    number("duration_micros", request.durationMicros);
    slice("request_id", request.requestId);
    slice("package_name", request.packageName);
    slice("package_version", request.packageVersion);
    slice("package_type", request.packageType);
  }

  private void field(String name, String value) {
    text.append('\t').append(name).append('=').append(value);
  }

  private void number(String name, long value) {
    if (value != LogRequest.ABSENT) {
      field(name, String.valueOf(value));
    }
  }

  private void slice(String name, Slice slice) {
    if (!slice.isPresent()) {
      return;
    }
    text.append('\t').append(name).append('=');
    for (int i = 0; i < slice.length(); i++) {
      byte b = slice.at(i);
      if (b >= ' ' && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
      }
    }
  }
}
