package org.truecost.ingest.registry;

import java.nio.charset.StandardCharsets;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.source.Registry;

/**
 * From the target of a request as logged to the path a registry reads. Allocates nothing per line.
 *
 * <p>A target is a path, a path with a query, an absolute URL with or without a port, {@code *}, or
 * nothing. Scheme, host, query and fragment go; so do the source's path prefix and the bucket that
 * some logs write before the path.
 */
public final class RequestTarget {
  private static final byte[] ROOT = {'/'};

  private final byte[] pathPrefix;
  private final byte[] bucketPrefix;

  /**
   * @param pathPrefix the source's {@code path_prefix}, with or without slashes at its ends, empty
   *     for none
   */
  public RequestTarget(Registry registry, String pathPrefix) {
    this.pathPrefix = prefix(pathPrefix);
    // RubyGems' counting lines show the path as its storage sees it.
    this.bucketPrefix = prefix(registry == Registry.RUBYGEMS ? "production.s3.rubygems.org" : "");
  }

  private static byte[] prefix(String text) {
    String trimmed = text;
    while (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    String absolute = trimmed.isEmpty() || trimmed.startsWith("/") ? trimmed : "/" + trimmed;
    return absolute.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Points {@code path} at the path within {@code target}: begins with a slash for every path there
   * is; {@code *} and an empty target stay as they are. Absent stays absent.
   */
  public void path(Slice target, Slice path) {
    if (!target.isPresent()) {
      path.setAbsent();
      return;
    }
    byte[] bytes = target.bytes();
    int to = pathEnd(target);
    int from = pathStart(bytes, target.from(), to);
    if (from == to && from > target.from()) {
      path.set(ROOT, 0, 1);
      return;
    }
    from = skip(bytes, from, to, pathPrefix);
    from = skip(bytes, from, to, bucketPrefix);
    if (from == to && from > target.from()) {
      path.set(ROOT, 0, 1);
      return;
    }
    path.set(bytes, from, to);
  }

  /**
   * Whether a query, even an empty one, was logged behind the path. CloudFront and others log it in
   * a field of its own, which does not count here: this is for counters that look at the URL's end.
   */
  public static boolean hasQuery(Slice target) {
    int end = pathEnd(target);
    return end < target.to() && target.bytes()[end] == '?';
  }

  /** How often a path of such a target may have to be percent-decoded. */
  public static int timesEncoded(TextEncoding encoding) {
    return encoding == TextEncoding.PERCENT_TWICE ? 2 : 1;
  }

  private static int pathEnd(Slice target) {
    byte[] bytes = target.bytes();
    for (int i = target.from(); i < target.to(); i++) {
      if (bytes[i] == '?' || bytes[i] == '#') {
        return i;
      }
    }
    return target.to();
  }

  /** Behind {@code scheme://authority}, or {@code from}. */
  private static int pathStart(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isSchemeCharacter(bytes[at])) {
      at++;
    }
    if (at == from || at + 2 >= to || bytes[at] != ':') {
      return from;
    }
    if (bytes[at + 1] != '/' || bytes[at + 2] != '/') {
      return from;
    }
    at += 3;
    while (at < to && bytes[at] != '/') {
      at++;
    }
    return at;
  }

  private static boolean isSchemeCharacter(byte b) {
    int lower = b | 0x20;
    return (lower >= 'a' && lower <= 'z') || (b >= '0' && b <= '9') || b == '+' || b == '-';
  }

  private static int skip(byte[] bytes, int from, int to, byte[] prefix) {
    int end = from + prefix.length;
    if (prefix.length == 0 || end > to || (end < to && bytes[end] != '/')) {
      return from;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[from + i] != prefix[i]) {
        return from;
      }
    }
    return end;
  }
}
