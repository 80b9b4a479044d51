package org.truecost.completeness;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a day is held against.
 *
 * @param habitWeeks weeks looked back at for a habit
 * @param leastHabitWeeks a habit of fewer weeks is none
 * @param settle how long after a day its lines may come, where a source declares nothing
 * @param missingFiles more missing files are a gap
 * @param emptyHours more empty hours that usually have lines are a gap
 * @param requestsBelow warns if requests are below this part of the habit's median
 * @param requestsAbove warns if they are above this multiple of it
 * @param rejected warns if a larger share of the lines is rejected
 * @param duplicate warns if a larger share of the lines came before
 * @param unknownClass warns if a larger share of the bytes is of an unknown traffic class
 * @param unattributed warns if a larger share of the bytes belongs to no organization
 * @param delay warns if one line in a hundred may have taken longer to arrive
 * @param lag warns if a record waits longer to be metered
 */
public record Thresholds(
    int habitWeeks,
    int leastHabitWeeks,
    Duration settle,
    int missingFiles,
    int emptyHours,
    BigDecimal requestsBelow,
    BigDecimal requestsAbove,
    BigDecimal rejected,
    BigDecimal duplicate,
    BigDecimal unknownClass,
    BigDecimal unattributed,
    Duration delay,
    Duration lag) {
  /** What holds where no configuration says otherwise. */
  public static final Thresholds DEFAULT =
      new Thresholds(
          8,
          3,
          Duration.ofHours(24),
          0,
          0,
          new BigDecimal("0.5"),
          new BigDecimal("2"),
          new BigDecimal("0.01"),
          new BigDecimal("0.1"),
          new BigDecimal("0.5"),
          BigDecimal.ONE,
          Duration.ofHours(24),
          Duration.ofHours(1));

  public Thresholds {
    requireNonNull(settle, "settle");
    requireNonNull(requestsBelow, "requestsBelow");
    requireNonNull(requestsAbove, "requestsAbove");
    requireNonNull(rejected, "rejected");
    requireNonNull(duplicate, "duplicate");
    requireNonNull(unknownClass, "unknownClass");
    requireNonNull(unattributed, "unattributed");
    requireNonNull(delay, "delay");
    requireNonNull(lag, "lag");
  }
}
