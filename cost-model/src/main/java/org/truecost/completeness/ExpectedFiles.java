package org.truecost.completeness;

import java.time.Duration;
import java.util.OptionalInt;
import org.truecost.source.Expectation;

/**
 * How many files a day should have. An {@code every} that divides a day makes slots that begin at
 * midnight, UTC, and a file is expected in each. Another one below a day gives their number alone,
 * and one of more than a day says nothing of a single day.
 */
public final class ExpectedFiles {
  private static final Duration DAY = Duration.ofDays(1);

  private ExpectedFiles() {}

  /** How many files are expected on a day; none if that cannot be said. */
  public static OptionalInt on(Expectation expectation) {
    Duration every = expectation.every();
    return every.compareTo(DAY) > 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.toIntExact(DAY.dividedBy(every)));
  }

  /** How long a slot is: a day if there are none. */
  public static Duration slot(Expectation expectation) {
    return hasSlots(expectation) ? expectation.every() : DAY;
  }

  /** How many of the expected files are missing on {@code day}. */
  static OptionalInt missing(Expectation expectation, SourceDay day) {
    OptionalInt expected = on(expectation);
    if (expected.isEmpty()) {
      return expected;
    }
    int seen = hasSlots(expectation) ? day.filledSlots().cardinality() : day.files();
    return OptionalInt.of(Math.max(0, expected.getAsInt() - seen));
  }

  private static boolean hasSlots(Expectation expectation) {
    Duration every = expectation.every();
    return every.compareTo(DAY) <= 0 && every.multipliedBy(DAY.dividedBy(every)).equals(DAY);
  }
}
