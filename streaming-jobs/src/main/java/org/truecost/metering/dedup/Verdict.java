package org.truecost.metering.dedup;

/** What comparing a line with those before it has shown. */
enum Verdict {
  /** None before it was the same: it counts. */
  FIRST,
  /** It came before: it does not count. */
  DUPLICATE,
  /** It lies behind the horizon, so nobody knows; it counts. */
  LATE,
  /** Lines of its time had to be forgotten for lack of memory, so nobody knows; it counts. */
  EVICTED
}
