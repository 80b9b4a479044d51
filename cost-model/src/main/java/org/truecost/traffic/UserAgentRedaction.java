package org.truecost.traffic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes out of user agents what must not be kept: credentials in URLs, random and persistent
 * identifiers, mail addresses, names in home directories, pip's {@code user_data}, conda's tokens.
 *
 * <p>User agents that differ in these only become equal, which makes the result a good cache key.
 * Every pass is linear in the length, which is capped first.
 */
public final class UserAgentRedaction {
  /** Longest user agent that is looked at, in characters; the rest is dropped. */
  public static final int MAX_LENGTH = 1024;

  private static final String ID = "<id>";
  private static final String[] HOMES = {"/home/", "/Users/", "\\Users\\", "/var/folders/"};

  /** Shortest run of hexadecimal digits taken for an identifier; Bundler's has 16. */
  private static final int SHORTEST_ID = 16;

  private UserAgentRedaction() {}

  /**
   * The user agent, decoded if it is percent-encoded as a whole, cut to {@link #MAX_LENGTH}, with
   * secrets and identifiers replaced.
   */
  public static String normalize(String userAgent) {
    String text = cut(userAgent);
    text = decoded(text);
    text = withoutUserData(text);
    text = withoutCredentials(text);
    text = withoutMailNames(text);
    text = withoutHomes(text);
    text = withoutCondaTokens(text);
    return withoutIds(text).strip();
  }

  private static String cut(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    String head = text.substring(0, MAX_LENGTH);
    // A URL that is cut may have lost the @ that tells its credentials.
    int url = head.lastIndexOf("//");
    return url > head.lastIndexOf(' ') ? head.substring(0, url) : head;
  }

  /** CloudFront encodes spaces, so a text with a space was never encoded, or decoded before. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0 || text.indexOf(' ') >= 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%'
          && i + 2 < bytes.length
          && Words.isHex((char) bytes[i + 1])
          && Words.isHex((char) bytes[i + 2])) {
        out.write(Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16));
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String withoutUserData(String text) {
    int key = text.indexOf("\"user_data\"");
    if (key < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    while (key >= 0) {
      int colon = text.indexOf(':', key);
      if (colon < 0) {
        break;
      }
      kept.append(text, from, colon).append(":null");
      from = InstallerJson.valueEnd(text, colon + 1);
      key = text.indexOf("\"user_data\"", from);
    }
    return kept.append(text, from, text.length()).toString();
  }

  /** {@code //user:secret@host} becomes {@code //host}, up to the last @ of the URL. */
  private static String withoutCredentials(String text) {
    if (text.indexOf('@') < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    int slashes = text.indexOf("//");
    while (slashes >= 0) {
      int start = slashes + 2;
      int at = -1;
      int end = start;
      while (end < text.length() && !isSpace(text.charAt(end)) && !text.startsWith("://", end)) {
        if (text.charAt(end) == '@') {
          at = end;
        }
        end++;
      }
      if (at >= 0) {
        kept.append(text, from, start);
        from = at + 1;
      }
      slashes = text.indexOf("//", end);
    }
    return kept.append(text, from, text.length()).toString();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String withoutMailNames(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    while (at >= 0) {
      int start = at;
      while (start > from && inMailName(text.charAt(start - 1))) {
        start--;
      }
      kept.append(text, from, start).append(start < at ? "*@" : "@");
      from = at + 1;
      at = text.indexOf('@', from);
    }
    return kept.append(text, from, text.length()).toString();
  }

  private static boolean inMailName(char c) {
    return Words.isWord(c) || c == '.' || c == '_' || c == '-' || c == '%' || c > 127;
  }

  private static String withoutHomes(String text) {
    String result = text;
    for (String home : HOMES) {
      int at = result.indexOf(home);
      if (at < 0) {
        continue;
      }
      StringBuilder kept = new StringBuilder(result.length());
      int from = 0;
      while (at >= 0) {
        int end = at + home.length();
        kept.append(result, from, end).append('*');
        // macOS' folder has two parts that tell the user: /var/folders/xx/yyyy/T.
        int parts = home.startsWith("/var") ? 2 : 1;
        while (end < result.length() && !endsPath(result.charAt(end))) {
          char c = result.charAt(end);
          if ((c == '/' || c == '\\') && --parts == 0) {
            break;
          }
          end++;
        }
        from = end;
        at = result.indexOf(home, from);
      }
      result = kept.append(result, from, result.length()).toString();
    }
    return result;
  }

  private static boolean endsPath(char c) {
    return c <= ' ' || c == '"' || c == ',' || c == ';' || c == ')' || c == '\'';
  }

  private static String withoutCondaTokens(String text) {
    int telemetry = text.indexOf(" aau/");
    if (telemetry < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length()).append(text, 0, telemetry);
    int at = telemetry;
    while (at < text.length()) {
      int end = Words.spaceAfter(text, at + 1);
      boolean token = end - at > 3 && text.charAt(at + 2) == '/';
      kept.append(text, at, token ? at + 3 : end).append(token ? "*" : "");
      at = end;
    }
    return kept.toString();
  }

  /** Whole words of 16 or more hexadecimal digits, and UUIDs, become {@code <id>}. */
  private static String withoutIds(String text) {
    StringBuilder kept = null;
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      if (!Words.isWord(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      boolean hex = true;
      while (end < text.length() && Words.isWord(text.charAt(end))) {
        hex = hex && Words.isHex(text.charAt(end));
        end++;
      }
      int idEnd = hex && end - at >= SHORTEST_ID ? end : uuidEnd(text, at, end - at);
      if (idEnd > 0) {
        kept = kept == null ? new StringBuilder(text.length()) : kept;
        kept.append(text, from, at).append(ID);
        from = idEnd;
        end = idEnd;
      }
      at = end;
    }
    return kept == null ? text : kept.append(text, from, text.length()).toString();
  }

  private static int uuidEnd(String text, int at, int firstLength) {
    if (firstLength != 8 || at + 36 > text.length()) {
      return -1;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(at + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !Words.isHex(c)) {
        return -1;
      }
    }
    return at + 36 == text.length() || !Words.isWord(text.charAt(at + 36)) ? at + 36 : -1;
  }
}
