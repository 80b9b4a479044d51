package org.truecost.cli;

import java.util.Locale;

/** Text of strangers on a terminal. */
final class SafeText {
  private SafeText() {}

  /**
   * {@code text} without what could steer a terminal or deceive a reader: control characters, marks
   * that turn the direction of writing or take no room, line separators and halves of characters
   * become {@code \\u{…}}.
   *
   * @param widest characters at most; what follows becomes {@code …}
   */
  static String visible(String text, int widest) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .limit(widest)
        .forEach(
            c -> {
              if (isPlain(c)) {
                visible.appendCodePoint(c);
              } else if (c == '\t') {
                visible.append("\\t");
              } else {
                visible.append("\\u{").append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
                visible.append('}');
              }
            });
    return text.codePointCount(0, text.length()) > widest
        ? visible.append('…').toString()
        : visible.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
