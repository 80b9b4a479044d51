package org.truecost.traffic;

/**
 * The JSON that pip (since 6) and uv (since 0.1.22) put behind their version.
 *
 * <p>A forward scan instead of a parser: keys come in any order, unknown ones are skipped, and a
 * text that breaks off still yields what came before. Schema: pip's {@code user_agent()} in {@code
 * pip/_internal/network/session.py}.
 */
final class InstallerJson {
  String installerName = "";
  String installerVersion = "";
  String systemName = "";
  String systemRelease = "";
  CiSignal ci = CiSignal.NOT_SAID;

  private final String text;

  private InstallerJson(String text) {
    this.text = text;
  }

  /** Reads the object that opens at {@code brace}. */
  static InstallerJson read(String text, int brace) {
    InstallerJson json = new InstallerJson(text);
    json.members(brace, "");
    return json;
  }

  private int members(int brace, String parent) {
    int at = skipBlanks(text, brace + 1);
    while (at < text.length() && text.charAt(at) == '"') {
      int keyEnd = stringEnd(text, at);
      String key = text.substring(at + 1, Math.max(at + 1, keyEnd - 1));
      at = skipBlanks(text, keyEnd);
      if (at >= text.length() || text.charAt(at) != ':') {
        return at;
      }
      at = skipBlanks(text, at + 1);
      at = value(parent, key, at);
      at = skipBlanks(text, at);
      if (at >= text.length() || text.charAt(at) != ',') {
        return Math.min(at + 1, text.length());
      }
      at = skipBlanks(text, at + 1);
    }
    return Math.min(at + 1, text.length());
  }

  private int value(String parent, String key, int at) {
    if (parent.isEmpty()
        && (key.equals("installer") || key.equals("system"))
        && at < text.length()
        && text.charAt(at) == '{') {
      return members(at, key);
    }
    int end = valueEnd(text, at);
    if (parent.isEmpty()) {
      if (key.equals("ci")) {
        // Anything but true (null, or false from an imitation) leaves it open.
        ci = text.startsWith("true", at) ? CiSignal.REPORTED : CiSignal.NOT_FOUND;
      }
    } else if (at < end && text.charAt(at) == '"') {
      member(parent, key, text.substring(at + 1, Math.max(at + 1, end - 1)));
    }
    return end;
  }

  private void member(String parent, String key, String value) {
    boolean installer = parent.equals("installer");
    switch (key) {
      case "name" -> {
        if (installer) {
          installerName = value;
        } else {
          systemName = value;
        }
      }
      case "version" -> {
        if (installer) {
          installerVersion = value;
        }
      }
      case "release" -> {
        if (!installer) {
          systemRelease = value;
        }
      }
      default -> {}
    }
  }

  /** End of the JSON value that begins at or after {@code from}; the length if it breaks off. */
  static int valueEnd(String text, int from) {
    int at = skipBlanks(text, from);
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = stringEnd(text, at);
        if (depth == 0) {
          return at;
        }
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth <= 1) {
          return depth == 1 ? at + 1 : at;
        }
        depth--;
      } else if (c == ',' && depth == 0) {
        return at;
      }
      at++;
    }
    return text.length();
  }

  /** Position behind the closing quote of the string that opens at {@code quote}. */
  private static int stringEnd(String text, int quote) {
    for (int at = quote + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        return at + 1;
      }
    }
    return text.length();
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return Math.min(at, text.length());
  }
}
