package org.truecost.organization;

import java.util.Locale;

/** How sure an attribution is; the weaker of two is the confidence of their combination. */
public enum Confidence {
  /** 90 points and more. */
  HIGH,
  /** 70 to 89 points. */
  MEDIUM,
  /** 1 to 69 points. */
  LOW,
  /** No points: nothing was attributed. */
  NONE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The confidence that {@code points} (0 to 100) stand for. */
  public static Confidence ofPoints(int points) {
    if (points < 0 || points > 100) {
      throw new IllegalArgumentException("Confidence points are 0 to 100: " + points);
    }
    if (points >= 90) {
      return HIGH;
    }
    if (points >= 70) {
      return MEDIUM;
    }
    return points > 0 ? LOW : NONE;
  }

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
