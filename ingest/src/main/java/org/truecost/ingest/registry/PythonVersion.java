package org.truecost.ingest.registry;

import java.util.Locale;

/** Python versions in their normal form (PEP 440), so that 1.0-RC_01 and 1.0rc1 are one. */
final class PythonVersion {
  private static final String[][] PRE_RELEASES = {
    {"alpha", "a"},
    {"beta", "b"},
    {"preview", "rc"},
    {"pre", "rc"},
    {"rc", "rc"},
    {"a", "a"},
    {"b", "b"},
    {"c", "rc"}
  };
  private static final String[] POST_RELEASES = {"post", "rev", "r"};

  private final String text;
  private int at;

  private PythonVersion(String text) {
    this.text = text;
  }

  /** The normal form of {@code raw}; {@code raw} itself if PEP 440 cannot read it. */
  static String normalize(String raw) {
    String normal = new PythonVersion(raw.toLowerCase(Locale.ROOT)).read();
    return normal == null ? raw : normal;
  }

  /** Whether PEP 440 can read {@code raw}. */
  static boolean isValid(String raw) {
    return new PythonVersion(raw.toLowerCase(Locale.ROOT)).read() != null;
  }

  private String read() {
    if (at < text.length() && text.charAt(at) == 'v') {
      at++;
    }
    StringBuilder normal = new StringBuilder(text.length());
    String first = number();
    if (first == null) {
      return null;
    }
    if (peek() == '!') {
      at++;
      if (!first.equals("0")) {
        normal.append(first).append('!');
      }
      first = number();
      if (first == null) {
        return null;
      }
    }
    normal.append(first);
    while (peek() == '.' && at + 1 < text.length() && Text.isDigit(text.charAt(at + 1))) {
      at++;
      normal.append('.').append(number());
    }
    preRelease(normal);
    postRelease(normal);
    developmentRelease(normal);
    return local(normal) && at == text.length() ? normal.toString() : null;
  }

  private void preRelease(StringBuilder normal) {
    int start = at;
    skipSeparator();
    for (String[] spelling : PRE_RELEASES) {
      if (text.startsWith(spelling[0], at)) {
        at += spelling[0].length();
        normal.append(spelling[1]).append(optionalNumber());
        return;
      }
    }
    at = start;
  }

  private void postRelease(StringBuilder normal) {
    int start = at;
    if (peek() == '-' && at + 1 < text.length() && Text.isDigit(text.charAt(at + 1))) {
      at++;
      normal.append(".post").append(number());
      return;
    }
    skipSeparator();
    for (String spelling : POST_RELEASES) {
      if (text.startsWith(spelling, at)) {
        at += spelling.length();
        normal.append(".post").append(optionalNumber());
        return;
      }
    }
    at = start;
  }

  private void developmentRelease(StringBuilder normal) {
    int start = at;
    skipSeparator();
    if (text.startsWith("dev", at)) {
      at += 3;
      normal.append(".dev").append(optionalNumber());
    } else {
      at = start;
    }
  }

  private boolean local(StringBuilder normal) {
    if (peek() != '+') {
      return true;
    }
    normal.append('+');
    do {
      at++;
      int start = at;
      while (at < text.length() && Text.isLetterOrDigit(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        return false;
      }
      if (start - 1 > 0 && text.charAt(start - 1) != '+') {
        normal.append('.');
      }
      normal.append(withoutLeadingZeros(text.substring(start, at)));
    } while (isSeparator(peek()));
    return true;
  }

  private String optionalNumber() {
    int start = at;
    skipSeparator();
    String number = number();
    if (number == null) {
      at = start;
      return "0";
    }
    return number;
  }

  private String number() {
    int start = at;
    while (at < text.length() && Text.isDigit(text.charAt(at))) {
      at++;
    }
    return at == start ? null : withoutLeadingZeros(text.substring(start, at));
  }

  /** Only of numbers: {@code 0a1} keeps its zero. */
  private static String withoutLeadingZeros(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (!Text.isDigit(part.charAt(i))) {
        return part;
      }
    }
    int first = 0;
    while (first < part.length() - 1 && part.charAt(first) == '0') {
      first++;
    }
    return part.substring(first);
  }

  private void skipSeparator() {
    if (isSeparator(peek())) {
      at++;
    }
  }

  private static boolean isSeparator(int c) {
    return c == '.' || c == '-' || c == '_';
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }
}
