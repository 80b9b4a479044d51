package org.truecost.traffic;

/** Where words begin and end in a user agent. ASCII only, so that no locale matters. */
final class Words {
  private Words() {}

  /** Whether {@code c} is an ASCII letter or digit. */
  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** Lower case for ASCII letters, everything else as it is. */
  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (lower(text.charAt(i)) != text.charAt(i)) {
        StringBuilder lowered = new StringBuilder(text.length());
        for (int j = 0; j < text.length(); j++) {
          lowered.append(lower(text.charAt(j)));
        }
        return lowered.toString();
      }
    }
    return text;
  }

  /** Whether {@code word} stands at {@code at}, whatever its case, not cut out of a longer word. */
  static boolean standsAt(String text, int at, String word) {
    int end = at + word.length();
    if (end > text.length()
        || (at > 0 && isWord(text.charAt(at - 1)) && isWord(word.charAt(0)))
        || (end < text.length()
            && isWord(text.charAt(end))
            && isWord(word.charAt(word.length() - 1)))) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(text.charAt(at + i)) != lower(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code word} stands anywhere in {@code text}, as {@link #standsAt} means it. */
  static boolean contains(String text, String word) {
    for (int at = 0; at + word.length() <= text.length(); at++) {
      if (standsAt(text, at, word)) {
        return true;
      }
    }
    return false;
  }

  /** First position at or after {@code from} of a space, or the length. */
  static int spaceAfter(String text, int from) {
    int space = text.indexOf(' ', from);
    return space < 0 ? text.length() : space;
  }

  /** End of a product's name at the start of {@code text}: {@code pip} in {@code pip/24.0}. */
  static int productEnd(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == ' ' || c == '(' || c == '+' || c == ';') {
        return i;
      }
    }
    return text.length();
  }
}
