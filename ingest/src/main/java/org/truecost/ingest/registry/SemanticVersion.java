package org.truecost.ingest.registry;

/** Strict Semantic Versioning 2.0.0 (https://semver.org), as cargo and npm demand it. */
final class SemanticVersion {
  private SemanticVersion() {}

  /** Whether {@code text} is {@code major.minor.patch[-pre.release][+build.metadata]}. */
  static boolean isValid(String text) {
    int plus = text.indexOf('+');
    if (plus >= 0 && !identifiers(text, plus + 1, text.length(), true)) {
      return false;
    }
    int end = plus < 0 ? text.length() : plus;
    int dash = text.indexOf('-');
    int coreEnd = dash >= 0 && dash < end ? dash : end;
    if (coreEnd < end && !identifiers(text, coreEnd + 1, end, false)) {
      return false;
    }
    return core(text, coreEnd);
  }

  private static boolean core(String text, int end) {
    int numbers = 0;
    int from = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || text.charAt(i) == '.') {
        if (!number(text, from, i)) {
          return false;
        }
        numbers++;
        from = i + 1;
      }
    }
    return numbers == 3;
  }

  /** Digits without a leading zero that fit an unsigned 64-bit number, roughly. */
  private static boolean number(String text, int from, int to) {
    if (from == to || to - from > 20 || (text.charAt(from) == '0' && to - from > 1)) {
      return false;
    }
    return digits(text, from, to);
  }

  private static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Text.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean identifiers(String text, int from, int to, boolean leadingZeros) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || text.charAt(i) == '.') {
        if (i == start) {
          return false;
        }
        boolean numeric = digits(text, start, i);
        if (numeric && !leadingZeros && text.charAt(start) == '0' && i - start > 1) {
          return false;
        }
        start = i + 1;
      } else if (!Text.isLetterOrDigit(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }
}
