package org.truecost.ingest.format;

import java.util.Locale;

/**
 * Compiles the format strings that people copy out of a server's configuration: nginx' {@code
 * log_format} ({@code $variables}) or Apache's {@code LogFormat} ({@code %directives}, which Fastly
 * shares, with VCL variables as {@code %{…}V}). A string with a {@code $name} is nginx'.
 */
final class LogFormatString {
  private final String text;
  private final TextLayout.Builder layout = new TextLayout.Builder();
  private int at;

  private LogFormatString(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if no line could be read that way; the message says why
   */
  static TextLayout compile(String text) {
    try {
      return new LogFormatString(text).compile();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "log_format cannot be used: " + e.getMessage() + "; it is: " + text, e);
    }
  }

  private TextLayout compile() {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    if (text.startsWith("log_format ") || text.startsWith("LogFormat ")) {
      throw new IllegalArgumentException(
          "give only the string between the quotes, not the whole directive");
    }
    boolean nginx = hasVariable();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        escape();
      } else if (nginx && c == '$' && startsVariable(at)) {
        variable();
      } else if (!nginx && c == '%') {
        directive();
      } else {
        layout.literal(c);
        at++;
      }
    }
    return layout.build();
  }

  private boolean hasVariable() {
    for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i + 1)) {
      if (startsVariable(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsVariable(int dollar) {
    if (dollar + 1 >= text.length()) {
      return false;
    }
    char next = text.charAt(dollar + 1);
    return next == '{' || next == '_' || isLetter(next);
  }

  /** Configuration files write quotes as {@code \"} and TABs as {@code \t}. */
  private void escape() {
    char next = text.charAt(at + 1);
    switch (next) {
      case 't' -> layout.literal('\t');
      case '"', '\'', '\\' -> layout.literal(next);
      default -> layout.literal('\\').literal(next);
    }
    at += 2;
  }

  private void variable() {
    int start = at + 1;
    String name;
    if (text.charAt(start) == '{') {
      int close = text.indexOf('}', start);
      if (close < 0) {
        throw new IllegalArgumentException("the brace of " + text.substring(at) + " is not closed");
      }
      name = text.substring(start + 1, close);
      at = close + 1;
    } else {
      int end = start;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      name = text.substring(start, end);
      at = end;
    }
    layout.field("$" + name, LogFormatNames.nginx(name.toLowerCase(Locale.ROOT)));
  }

  private void directive() {
    int start = at;
    at++;
    if (at < text.length() && text.charAt(at) == '%') {
      layout.literal('%');
      at++;
      return;
    }
    boolean original = false;
    String argument = "";
    while (at < text.length() && isModifier(text.charAt(at))) {
      original |= text.charAt(at) == '<';
      at++;
    }
    if (at < text.length() && text.charAt(at) == '{') {
      int close = text.indexOf('}', at);
      if (close < 0) {
        throw new IllegalArgumentException(
            "the brace of " + text.substring(start) + " is not closed");
      }
      argument = text.substring(at + 1, close);
      at = close + 1;
    }
    while (at < text.length() && isModifier(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '^') {
      // %^FB, %{…}^ti and their like: two letters.
      at = Math.min(text.length(), at + 3);
      layout.field(text.substring(start, at), TextField.SKIPPED);
      return;
    }
    if (at == text.length() || !isLetter(text.charAt(at))) {
      throw new IllegalArgumentException(
          "no directive letter behind " + text.substring(start, at) + " (%% is a percent sign)");
    }
    char letter = text.charAt(at);
    at++;
    String name = text.substring(start, at);
    if (letter == 't' && argument.isEmpty()) {
      // Apache's own %t brings its brackets along.
      layout.literal('[').field(name, LogFormatNames.apache(letter, "", false)).literal(']');
    } else {
      layout.field(name, LogFormatNames.apache(letter, argument, original));
    }
  }

  private static boolean isModifier(char c) {
    return c == '>' || c == '<' || c == '!' || c == ',' || (c >= '0' && c <= '9');
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isNamePart(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_';
  }
}
