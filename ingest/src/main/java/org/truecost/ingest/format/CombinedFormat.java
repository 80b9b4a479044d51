package org.truecost.ingest.format;

import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * The combined log format of Apache and nginx, with or without a virtual host in front ({@code
 * vhost_combined}), and with any further columns behind.
 *
 * <p>Bytes are those of the body. Apache writes {@code -} for a body of no bytes (mod_log_config on
 * {@code %b}), so that is 0, not unknown.
 */
final class CombinedFormat implements LogFormat {
  private static final String COMBINED =
      "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

  private static final TextLayout PLAIN = LogFormatString.compile(COMBINED);
  private static final TextLayout WITH_HOST = LogFormatString.compile("%v " + COMBINED);

  @Override
  public String name() {
    return "combined";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "%h or $remote_addr",
            "method", "in %r or $request",
            "status", "%>s or $status",
            "bytes_sent", "%b or $body_bytes_sent",
            "user_agent", "%{User-Agent}i or $http_user_agent"),
        Map.of(
            "host", "put %v:%p in front (Apache's vhost_combined)",
            "duration", "log in your own log_format with $request_time or %D",
            "range_start", "log in your own log_format with \"$sent_http_content_range\"",
            "cache_status", "log in your own log_format with $upstream_cache_status",
            "content_length", "log in your own log_format with $sent_http_content_length",
            "request_id", "log in your own log_format with $request_id"));
  }

  private static final class Parser implements LineParser {
    private final LineParser plain = new TextLayoutParser(PLAIN);
    private final LineParser withHost = new TextLayoutParser(WITH_HOST);

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      return (startsWithHostAndPort(bytes, from, to) ? withHost : plain)
          .parse(bytes, from, to, request);
    }

    /**
     * {@code host:port address - …}. An IPv6 client has more colons; behind a client, with or
     * without a port, stands the identity, which is {@code -} or a name without dot and colon.
     */
    private static boolean startsWithHostAndPort(byte[] bytes, int from, int to) {
      int at = from;
      int colon = -1;
      boolean bracketed = at < to && bytes[at] == '[';
      for (; at < to && bytes[at] != ' '; at++) {
        byte b = bytes[at];
        if (b == ':') {
          if (colon >= 0 && !bracketed) {
            return false;
          }
          colon = at;
        } else if (colon >= 0 && !bracketed && (b < '0' || b > '9')) {
          return false;
        }
      }
      if (colon <= from || colon == at - 1) {
        return false;
      }
      for (int i = at + 1; i < to && bytes[i] != ' '; i++) {
        if (bytes[i] == '.' || bytes[i] == ':') {
          return true;
        }
      }
      return false;
    }
  }
}
