package org.truecost.rating;

import java.util.Locale;

/** Whose volume adds up before a tier is reached. The scope and the account make the pool. */
public enum TierScope {
  /** Each billing region of an account climbs the tiers on its own. */
  REGION,
  /** The regions of one price entry climb together, per account. */
  POOL,
  /** All usage of an account climbs together, wherever it was served. */
  BILLING_ACCOUNT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }
}
