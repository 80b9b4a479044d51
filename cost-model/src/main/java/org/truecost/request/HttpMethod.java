package org.truecost.request;

import java.util.Locale;

/**
 * Request methods as far as counting tells them apart (RFC 9110, section 9, and PATCH of RFC 5789).
 */
public enum HttpMethod {
  GET,
  HEAD,
  OPTIONS,
  PUT,
  POST,
  PATCH,
  DELETE,
  /** A method that registries do not serve: TRACE, CONNECT, WebDAV, garbage. */
  OTHER,
  /** The log does not hold the method (RubyGems' counting line, PyPI's linehaul line). */
  ABSENT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }

  /** Whether the log line says nothing else than a read. */
  public boolean isRead() {
    return this == GET || this == HEAD || this == OPTIONS || this == ABSENT;
  }

  public boolean isWrite() {
    return this == PUT || this == POST || this == PATCH || this == DELETE;
  }

  /**
   * The method that {@code bytes[from, to)} spells, in any case of letters; {@link #OTHER} for
   * anything unknown or empty. Allocates nothing.
   */
  public static HttpMethod of(byte[] bytes, int from, int to) {
    return switch (to - from) {
      case 3 -> spells(bytes, from, "GET") ? GET : spells(bytes, from, "PUT") ? PUT : OTHER;
      case 4 -> spells(bytes, from, "HEAD") ? HEAD : spells(bytes, from, "POST") ? POST : OTHER;
      case 5 -> spells(bytes, from, "PATCH") ? PATCH : OTHER;
      case 6 -> spells(bytes, from, "DELETE") ? DELETE : OTHER;
      case 7 -> spells(bytes, from, "OPTIONS") ? OPTIONS : OTHER;
      default -> OTHER;
    };
  }

  private static boolean spells(byte[] bytes, int from, String upperCase) {
    for (int i = 0; i < upperCase.length(); i++) {
      int b = bytes[from + i];
      int upper = b >= 'a' && b <= 'z' ? b - 32 : b;
      if (upper != upperCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
