package org.truecost.ingest.registry;

/** ASCII questions about parts of a path, whatever the locale. */
final class Text {
  private Text() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isLetterOrDigit(char c) {
    return isLetter(c) || isDigit(c);
  }

  /** Whether {@code text} is not empty and holds ASCII letters, digits and {@code others} only. */
  static boolean consistsOf(String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && others.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean startsWithDigit(String text) {
    return !text.isEmpty() && isDigit(text.charAt(0));
  }

  static boolean isLowerHex(String text, int length) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return text.length() == length;
  }

  /** {@code text} without {@code suffix}, or null if it does not end so. */
  static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : null;
  }

  static boolean startsWithIgnoringCase(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
