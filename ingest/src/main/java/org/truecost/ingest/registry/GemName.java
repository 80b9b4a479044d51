package org.truecost.ingest.registry;

import java.util.Set;

/**
 * A gem's full name, {@code name-version[-platform]}, taken apart.
 *
 * <p>It is ambiguous: names hold dashes and digits, and platforms are free text. With the names
 * that exist the longest fitting one decides; without, the first dash behind which a version and
 * nothing but a known platform stands ({@code json-1.8.3-java}, {@code foo-2-bar-1.0}).
 *
 * @param platform empty for pure Ruby
 */
record GemName(String name, String version, String platform) {
  private static final Set<String> PLATFORM_WORDS =
      Set.of(
          "java",
          "jruby",
          "dalvik",
          "dotnet",
          "macruby",
          "rubinius",
          "ruby",
          "linux",
          "musl",
          "gnu",
          "gnueabihf",
          "musleabihf",
          "eabihf",
          "darwin",
          "mswin",
          "mswin32",
          "mswin64",
          "mingw",
          "mingw32",
          "ucrt",
          "cygwin",
          "freebsd",
          "openbsd",
          "netbsd",
          "dragonflybsd",
          "solaris",
          "aix",
          "hpux",
          "wasi",
          "wasm32",
          "wasm",
          "macosx",
          "powerpc");

  /** Takes {@code fullName} apart, or returns null if it holds no version. */
  static GemName parse(String fullName, Set<String> knownNames) {
    if (!Text.consistsOf(fullName, "-_.")) {
      return null;
    }
    if (!knownNames.isEmpty()) {
      for (int dash = fullName.lastIndexOf('-');
          dash > 0;
          dash = fullName.lastIndexOf('-', dash - 1)) {
        if (versionEnd(fullName, dash) > 0 && knownNames.contains(fullName.substring(0, dash))) {
          return at(fullName, dash);
        }
      }
    }
    int fallback = -1;
    for (int dash = fullName.indexOf('-', 1); dash > 0; dash = fullName.indexOf('-', dash + 1)) {
      int end = versionEnd(fullName, dash);
      if (end == fullName.length() || (end > 0 && isPlatform(fullName.substring(end + 1)))) {
        return at(fullName, dash);
      }
      fallback = end > 0 && fallback < 0 ? dash : fallback;
    }
    return fallback > 0 ? at(fullName, fallback) : null;
  }

  private static GemName at(String fullName, int dash) {
    int end = versionEnd(fullName, dash);
    String platform = end == fullName.length() ? "" : fullName.substring(end + 1);
    return new GemName(
        fullName.substring(0, dash),
        fullName.substring(dash + 1, end),
        platform.equals("ruby") ? "" : platform);
  }

  /** End of the version behind {@code dash}; -1 if none stands there or nothing follows it. */
  private static int versionEnd(String fullName, int dash) {
    int next = fullName.indexOf('-', dash + 1);
    int end = next < 0 ? fullName.length() : next;
    if (end == dash + 1
        || next == fullName.length() - 1
        || !Text.isDigit(fullName.charAt(dash + 1))) {
      return -1;
    }
    boolean afterDot = false;
    for (int i = dash + 1; i < end; i++) {
      char c = fullName.charAt(i);
      if (c == '.' ? afterDot : !Text.isLetterOrDigit(c)) {
        return -1;
      }
      afterDot = c == '.';
    }
    return afterDot ? -1 : end;
  }

  /** Whether one of the words between the dashes, digits at its end aside, names a system. */
  private static boolean isPlatform(String text) {
    int from = 0;
    while (from <= text.length()) {
      int dash = text.indexOf('-', from);
      String word = text.substring(from, dash < 0 ? text.length() : dash);
      if (PLATFORM_WORDS.contains(word)) {
        return true;
      }
      from = dash < 0 ? text.length() + 1 : dash + 1;
    }
    return false;
  }
}
