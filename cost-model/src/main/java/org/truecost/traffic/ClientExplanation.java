package org.truecost.traffic;

import static java.util.Objects.requireNonNull;

/**
 * How a verdict came about.
 *
 * @param userAgent the facts that were read, and by which reader
 * @param verdict the verdict
 * @param why the rule's reason
 * @param source where the reason can be checked
 */
public record ClientExplanation(
    UserAgent userAgent, ClientVerdict verdict, String why, String source) {
  public ClientExplanation {
    requireNonNull(userAgent, "userAgent");
    requireNonNull(verdict, "verdict");
    requireNonNull(why, "why");
    requireNonNull(source, "source");
  }
}
