package org.truecost.ingest.format;

import java.util.Locale;
import org.truecost.ingest.format.TextField.Kind;

/**
 * What the variables of nginx, the directives of Apache and the VCL variables of Fastly mean. A
 * name that is not here is skipped in the line.
 *
 * <p>Ranks: what is nearer to the client and to the bill wins over what is derived.
 */
final class LogFormatNames {
  private LogFormatNames() {}

  /** nginx (ngx_http_log_module, ngx_http_core_module), without the dollar, in lower case. */
  static TextField nginx(String name) {
    if (name.startsWith("http_")) {
      return requestHeader(name.substring("http_".length()).replace('_', '-'));
    }
    if (name.startsWith("sent_http_")) {
      return responseHeader(name.substring("sent_http_".length()).replace('_', '-'));
    }
    return switch (name) {
      case "msec" -> TextField.of(Kind.TIME, 3);
      case "time_iso8601" -> TextField.of(Kind.TIME, 2);
      case "time_local" -> TextField.of(Kind.TIME, 1);
      case "request" -> TextField.of(Kind.REQUEST, 1);
      case "request_method" -> TextField.of(Kind.METHOD, 1);
      case "request_uri" -> TextField.of(Kind.TARGET, 2);
      case "uri", "document_uri" -> decodedPath();
      case "args", "query_string" -> TextField.of(Kind.QUERY, 1);
      case "status" -> TextField.of(Kind.STATUS, 1);
      case "bytes_sent" -> TextField.of(Kind.BYTES, 2);
      case "body_bytes_sent" -> TextField.of(Kind.BYTES, 1);
      case "remote_addr" -> TextField.of(Kind.CLIENT, 2);
      case "binary_remote_addr" -> TextField.SKIPPED;
      case "host" -> TextField.of(Kind.HOST, 2);
      case "server_name" -> TextField.of(Kind.HOST, 1);
      case "request_time" -> TextField.of(Kind.SECONDS, 1);
      case "upstream_cache_status" -> TextField.of(Kind.CACHE, 2);
      case "request_id" -> TextField.of(Kind.REQUEST_ID, 2);
      case "geoip_country_code", "geoip2_data_country_code", "geoip2_country_code" ->
          TextField.of(Kind.COUNTRY, 2);
      case "geoip_country_name", "geoip2_data_country_name" -> TextField.of(Kind.COUNTRY, 1);
      default -> TextField.SKIPPED;
    };
  }

  /**
   * Apache (mod_log_config, mod_logio) and Fastly.
   *
   * @param original whether {@code %<} asked for the request before internal redirects
   * @throws IllegalArgumentException if {@code %{…}t} is a shape of time that cannot be read
   */
  static TextField apache(char letter, String argument, boolean original) {
    return switch (letter) {
      case 't' -> time(argument);
      case 'r' -> TextField.of(Kind.REQUEST, 1);
      case 'm' -> TextField.of(Kind.METHOD, 1);
      case 'U' -> decodedPath();
      case 'q' -> TextField.of(Kind.QUERY, 1);
      case 's' -> TextField.of(Kind.STATUS, original ? 1 : 2);
      case 'O' -> TextField.of(Kind.BYTES, 2);
      case 'B' -> TextField.of(Kind.BYTES, 1);
      case 'b' -> new TextField(Kind.BYTES, 1, TextEncoding.PERCENT, true);
      case 'h', 'a' -> TextField.of(Kind.CLIENT, argument.equals("c") ? 1 : 2);
      case 'V' -> argument.isEmpty() ? TextField.of(Kind.HOST, 2) : vcl(argument);
      case 'v' -> TextField.of(Kind.HOST, 1);
      case 'D' -> TextField.of(Kind.MICROS, 2);
      case 'T' ->
          switch (argument) {
            case "us" -> TextField.of(Kind.MICROS, 2);
            case "ms" -> TextField.of(Kind.MILLIS, 1);
            case "", "s" -> TextField.of(Kind.SECONDS, 0);
            default -> TextField.SKIPPED;
          };
      case 'i' -> requestHeader(argument.toLowerCase(Locale.ROOT));
      case 'o' -> responseHeader(argument.toLowerCase(Locale.ROOT));
      case 'e' ->
          switch (argument.toUpperCase(Locale.ROOT)) {
            case "UNIQUE_ID" -> TextField.of(Kind.REQUEST_ID, 1);
            case "GEOIP_COUNTRY_CODE", "MM_COUNTRY_CODE" -> TextField.of(Kind.COUNTRY, 2);
            default -> TextField.SKIPPED;
          };
      default -> TextField.SKIPPED;
    };
  }

  private static TextField time(String argument) {
    String format = argument;
    if (format.startsWith("begin:") || format.startsWith("end:")) {
      format = format.substring(format.indexOf(':') + 1);
    }
    return switch (format) {
      case "", "begin", "end" -> TextField.of(Kind.TIME, 1);
      case "sec", "%s" -> TextField.of(Kind.TIME, 1);
      case "msec", "usec" -> TextField.of(Kind.TIME, 3);
      case "msec_frac", "usec_frac" -> TextField.SKIPPED;
      default -> {
        // Read by shape at run time, so that only shapes are told apart here.
        if (format.startsWith("%d/%b/%Y:%H:%M:%S")
            || format.startsWith("%d/%b/%Y:%T")
            || format.startsWith("%Y-%m-%dT%H:%M:%S")
            || format.startsWith("%Y-%m-%d %H:%M:%S")
            || format.startsWith("%FT%T")
            || format.startsWith("%F %T")
            || format.startsWith("%a, %d %b %Y %H:%M:%S")
            || format.startsWith("%a, %d %b %Y %T")) {
          yield TextField.of(Kind.TIME, 2);
        }
        throw new IllegalArgumentException(
            "the time %{"
                + argument
                + "}t is in no shape that can be read; use %t, %{%Y-%m-%dT%H:%M:%S%z}t or"
                + " %{usec}t");
      }
    };
  }

  /** Fastly's VCL variables, also inside {@code cstr_escape(…)} and {@code json.escape(…)}. */
  private static TextField vcl(String argument) {
    String name = argument.strip();
    int open = name.indexOf('(');
    if (open > 0 && name.endsWith(")")) {
      name = name.substring(open + 1, name.length() - 1).strip();
    }
    name = name.toLowerCase(Locale.ROOT);
    if (name.startsWith("req.http.")) {
      return requestHeader(name.substring("req.http.".length()));
    }
    if (name.startsWith("resp.http.")) {
      return responseHeader(name.substring("resp.http.".length()));
    }
    return switch (name) {
      case "now", "time.start.sec", "time.end.sec" -> TextField.of(Kind.TIME, 1);
      case "time.start.msec", "time.start.usec", "time.end.msec", "time.end.usec" ->
          TextField.of(Kind.TIME, 3);
      case "req.request", "req.method" -> TextField.of(Kind.METHOD, 1);
      case "req.url" -> TextField.of(Kind.TARGET, 2);
      case "req.url.path" -> TextField.of(Kind.TARGET, 1);
      case "req.url.qs" -> TextField.of(Kind.QUERY, 1);
      case "resp.status" -> TextField.of(Kind.STATUS, 2);
      case "resp.bytes_written" -> TextField.of(Kind.BYTES, 3);
      case "resp.body_bytes_written" -> TextField.of(Kind.BYTES, 1);
      case "client.ip" -> TextField.of(Kind.CLIENT, 2);
      case "fastly_info.state" -> TextField.of(Kind.CACHE, 2);
      case "server.datacenter" -> TextField.of(Kind.EDGE_LOCATION, 2);
      case "client.geo.country_code" -> TextField.of(Kind.COUNTRY, 2);
      case "client.geo.country_name" -> TextField.of(Kind.COUNTRY, 1);
      case "time.elapsed.usec" -> TextField.of(Kind.MICROS, 2);
      case "time.elapsed.msec" -> TextField.of(Kind.MILLIS, 1);
      case "time.elapsed" -> TextField.of(Kind.SECONDS, 0);
      default -> TextField.SKIPPED;
    };
  }

  private static TextField requestHeader(String name) {
    return switch (name) {
      case "user-agent" -> TextField.of(Kind.USER_AGENT, 1);
      case "host" -> TextField.of(Kind.HOST, 3);
      case "range" -> TextField.of(Kind.RANGE, 1);
      case "x-request-id" -> TextField.of(Kind.REQUEST_ID, 1);
      case "fastly-client-ip" -> TextField.of(Kind.CLIENT, 3);
      case "fastly-ff" -> TextField.of(Kind.FASTLY_FF, 1);
      default -> TextField.SKIPPED;
    };
  }

  private static TextField responseHeader(String name) {
    return switch (name) {
      case "content-length" -> TextField.of(Kind.CONTENT_LENGTH, 1);
      case "content-range" -> TextField.of(Kind.RANGE, 2);
      case "x-cache" -> TextField.of(Kind.CACHE, 1);
      case "x-request-id", "x-amz-cf-id" -> TextField.of(Kind.REQUEST_ID, 1);
      case "x-amz-cf-pop" -> TextField.of(Kind.EDGE_LOCATION, 1);
      default -> TextField.SKIPPED;
    };
  }

  private static TextField decodedPath() {
    return new TextField(Kind.TARGET, 1, TextEncoding.PLAIN, false);
  }
}
