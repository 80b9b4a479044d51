package org.truecost.organization;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * When an entry of the catalog holds, {@code [from, to)} in epoch seconds.
 *
 * @param fromEpochSecond {@link Long#MIN_VALUE} if it always did
 * @param toEpochSecond {@link Long#MAX_VALUE} if its end is open
 */
record ValidityPeriod(long fromEpochSecond, long toEpochSecond) {
  static final ValidityPeriod ALWAYS = new ValidityPeriod(Long.MIN_VALUE, Long.MAX_VALUE);

  ValidityPeriod {
    if (fromEpochSecond >= toEpochSecond) {
      throw new IllegalArgumentException(
          "A period ends after its start: " + fromEpochSecond + " to " + toEpochSecond);
    }
  }

  /** Whole days in UTC; null is open. */
  static ValidityPeriod ofDays(LocalDate from, LocalDate to) {
    return new ValidityPeriod(
        from == null ? Long.MIN_VALUE : from.atStartOfDay(ZoneOffset.UTC).toEpochSecond(),
        to == null ? Long.MAX_VALUE : to.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
  }

  boolean contains(long epochSecond) {
    return fromEpochSecond <= epochSecond
        && (epochSecond < toEpochSecond || toEpochSecond == Long.MAX_VALUE);
  }

  boolean overlaps(ValidityPeriod other) {
    return fromEpochSecond < other.toEpochSecond && other.fromEpochSecond < toEpochSecond;
  }
}
