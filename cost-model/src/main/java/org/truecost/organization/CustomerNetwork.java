package org.truecost.organization;

import static java.util.Objects.requireNonNull;

/** Addresses that are an organization's own, while {@code validity} holds. */
record CustomerNetwork(Cidr cidr, String organization, ValidityPeriod validity) {
  CustomerNetwork {
    requireNonNull(cidr, "cidr");
    requireNonNull(organization, "organization");
    requireNonNull(validity, "validity");
  }
}
