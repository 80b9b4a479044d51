package org.truecost.rating;

import java.util.Locale;

/** Why usage has no price. It is shown with its quantity, never priced at zero. */
public enum UnratedReason {
  /** No card names the provider. */
  NO_RATE_CARD,
  /** Cards of the provider hold in other months only. */
  NO_RATE_CARD_FOR_MONTH,
  /** The month's card does not price this meter. */
  NO_PRICE_FOR_METER,
  /** The month's card does not price this meter in this billing region. */
  NO_PRICE_FOR_REGION,
  /** The card's currency is not the report's, and there is no exchange rate. */
  UNCONVERTED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in reports. */
  public String label() {
    return label;
  }
}
