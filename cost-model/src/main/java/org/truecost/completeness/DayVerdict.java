package org.truecost.completeness;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * Whether a day of a source is complete, and why.
 *
 * @param state the word
 * @param basis what it rests on
 * @param expectedFiles files expected on the day; null if that cannot be said
 * @param missingFiles how many of them have not come; null as before, and while the day is open
 * @param emptyHours hours without a line, of those that have ended
 * @param unusualHours those of them that usually have lines; null without a habit
 * @param ratio requests to the habit's median; null without one, or if it is 0, or the day is open
 * @param habitWeeks weeks that the habit rests on
 */
public record DayVerdict(
    DayState state,
    Basis basis,
    Integer expectedFiles,
    Integer missingFiles,
    int emptyHours,
    Integer unusualHours,
    BigDecimal ratio,
    int habitWeeks) {
  public DayVerdict {
    requireNonNull(state, "state");
    requireNonNull(basis, "basis");
  }
}
