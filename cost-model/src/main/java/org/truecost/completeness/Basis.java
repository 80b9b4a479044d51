package org.truecost.completeness;

import java.util.Locale;

/** What a verdict on a day rests on, the surest first. */
public enum Basis {
  /** On what the operator declared with {@code expect}; where there is a habit, on that as well. */
  DECLARED,
  /** On what the source did on the same weekday of the weeks before. */
  HABIT,
  /** On nothing but that lines come in every hour of a day. */
  NONE;

  /** The word. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
