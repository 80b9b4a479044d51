package org.truecost.completeness;

import java.util.Locale;

/** One word for a UTC day of a source. */
public enum DayState {
  /** The day has not ended. */
  OPEN,
  /** It has ended, and what belongs to it may still come without being late. */
  SETTLING,
  /** What was to be expected has come. */
  COMPLETE,
  /** Something that was to be expected has not come in time. */
  GAP;

  /** The word. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
