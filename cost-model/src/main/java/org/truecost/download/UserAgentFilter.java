package org.truecost.download;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whose requests count. A user agent is a claim, not a proof: this repeats what a registry's own
 * counter does with it.
 *
 * @param sinceMicros before this event time every user agent counts; microseconds since 1970 UTC
 * @param missing whether a request without a user agent counts
 * @param admittedPrefixes beginnings that count; if empty, all that is not ignored counts
 * @param ignored exact texts that do not count
 * @param ignoredPrefixes beginnings that do not count
 * @param ignoredParts texts that do not count wherever they stand
 */
record UserAgentFilter(
    long sinceMicros,
    boolean missing,
    List<String> admittedPrefixes,
    List<String> ignored,
    List<String> ignoredPrefixes,
    List<String> ignoredParts) {
  static final UserAgentFilter NONE =
      new UserAgentFilter(Long.MIN_VALUE, true, List.of(), List.of(), List.of(), List.of());

  UserAgentFilter {
    admittedPrefixes = List.copyOf(admittedPrefixes);
    ignored = List.copyOf(ignored);
    ignoredPrefixes = List.copyOf(ignoredPrefixes);
    ignoredParts = List.copyOf(ignoredParts);
    requireNonNull(ignoredParts, "ignoredParts");
  }

  /** Whether {@code userAgent} counts; null stands for a missing one. */
  boolean admits(String userAgent) {
    if (userAgent == null) {
      return missing;
    }
    if (!admittedPrefixes.isEmpty() && !startsWithAny(userAgent, admittedPrefixes)) {
      return false;
    }
    if (ignored.contains(userAgent) || startsWithAny(userAgent, ignoredPrefixes)) {
      return false;
    }
    for (String part : ignoredParts) {
      if (userAgent.contains(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWithAny(String text, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
