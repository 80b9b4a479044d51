package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What completeness is judged against.
 *
 * @param every how often a log file is expected
 * @param within how late it may be
 */
public record Expectation(Duration every, Duration within) {
  public Expectation {
    requireNonNull(every, "every");
    requireNonNull(within, "within");
  }
}
