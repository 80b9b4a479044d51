package org.truecost.organization;

import java.util.Locale;

/** How a request came to its organization. */
public enum AttributionMethod {
  TOKEN,
  CUSTOMER_NETWORK,
  DECLARED,
  ASN,
  /** A cloud's address whose tenant is unknown: a pseudo-organization. */
  CLOUD_TENANT_UNKNOWN,
  /** Gateways, VPNs and relays that many organizations share: a pseudo-organization. */
  SHARED_EGRESS,
  /** An internet provider's customers: a pseudo-organization. */
  RESIDENTIAL,
  /** Nothing is known: a pseudo-organization, shown as {@code unattributed}. */
  NONE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }

  /** Whether this method names a real organization. */
  public boolean namesOrganization() {
    return ordinal() <= ASN.ordinal();
  }
}
