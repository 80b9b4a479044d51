package org.truecost.rating;

import java.util.Locale;

/** How well a price is known. */
public enum PriceKind {
  /** The provider's own price list says so. */
  PUBLISHED,
  /** Somebody's reasoned guess, such as a point inside a published span. */
  ESTIMATED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML and reports. */
  public String label() {
    return label;
  }
}
