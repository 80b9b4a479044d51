package org.truecost.traffic;

import java.util.ArrayList;
import java.util.List;

/**
 * Hosts among the configuration keys that Bundler lists after {@code options/}: it sends the keys
 * of credentials and mirrors, which are hosts. See {@code Bundler::Settings#all}.
 */
final class BundlerOptions {
  /** Enough for any project; strangers choose the text. */
  private static final int MOST_HOSTS = 8;

  private BundlerOptions() {}

  /** Hosts in {@code text} between {@code from} and {@code end}, in order, each once. */
  static List<String> hosts(String text, int from, int end) {
    List<String> hosts = List.of();
    int start = from;
    while (start < end && hosts.size() < MOST_HOSTS) {
      int comma = text.indexOf(',', start);
      int optionEnd = comma < 0 || comma > end ? end : comma;
      String host = host(text.substring(start, optionEnd));
      if (!host.isEmpty() && !hosts.contains(host)) {
        hosts = hosts.isEmpty() ? new ArrayList<>() : hosts;
        hosts.add(host);
      }
      start = optionEnd + 1;
    }
    return hosts;
  }

  private static String host(String option) {
    int url = option.indexOf("://");
    if (url < 0 && (option.indexOf('.') < 0 || isSetting(option))) {
      return "";
    }
    int from = url < 0 ? 0 : url + 3;
    int end = from;
    int dot = -1;
    while (end < option.length() && isHostCharacter(option.charAt(end))) {
      dot = option.charAt(end) == '.' ? end : dot;
      end++;
    }
    boolean cutShort = url < 0 && end < option.length();
    boolean noDomain = dot <= from || end - dot < 3 || Words.isDigit(option.charAt(dot + 1));
    return cutShort || noDomain ? "" : Words.lower(option.substring(from, end));
  }

  private static boolean isHostCharacter(char c) {
    return Words.isWord(c) || c == '.' || c == '-';
  }

  /** Keys with a dot that are settings: {@code gem.fury.io} is a host, {@code gem.test} is not. */
  private static boolean isSetting(String option) {
    return option.startsWith("build.")
        || option.startsWith("local.")
        || option.startsWith("plugins.")
        || (option.startsWith("gem.") && option.indexOf('.', 4) < 0)
        || option.endsWith(".https")
        || option.endsWith(".http");
  }
}
