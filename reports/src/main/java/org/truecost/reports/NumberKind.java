package org.truecost.reports;

import java.util.Locale;

/** How well a number is known, the best first. A sum is as weak as its weakest part. */
public enum NumberKind {
  /** Counted from logs and priced from a published list. */
  MEASURED,
  /** A sample, an announced length, or a price that nobody published, took part. */
  ESTIMATED,
  /** The price depends on a billing region that the log does not tell and somebody assumed. */
  ASSUMED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in reports. */
  public String label() {
    return label;
  }
}
