package org.truecost.completeness;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.BitSet;

/**
 * What came of a source on a UTC day.
 *
 * @param day the day, by the time of events
 * @param requests how many
 * @param filledHours hours of the day, from 0, with at least one request
 * @param files files whose lines lie on it
 * @param filledSlots the times at which files are expected, from 0, at which one came; empty if
 *     none are expected
 */
public record SourceDay(
    LocalDate day, BigDecimal requests, BitSet filledHours, int files, BitSet filledSlots) {
  public SourceDay {
    requireNonNull(day, "day");
    requireNonNull(requests, "requests");
    filledHours = (BitSet) filledHours.clone();
    filledSlots = (BitSet) filledSlots.clone();
  }

  /** A day of which nothing came. */
  public static SourceDay empty(LocalDate day) {
    return new SourceDay(day, BigDecimal.ZERO, new BitSet(), 0, new BitSet());
  }
}
