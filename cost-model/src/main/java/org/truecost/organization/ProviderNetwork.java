package org.truecost.organization;

import static java.util.Objects.requireNonNull;

/** Addresses that clients come through, while {@code validity} holds. */
record ProviderNetwork(Cidr cidr, String provider, NetworkKind kind, ValidityPeriod validity) {
  ProviderNetwork {
    requireNonNull(cidr, "cidr");
    requireNonNull(provider, "provider");
    requireNonNull(kind, "kind");
    requireNonNull(validity, "validity");
  }

  /** What a client in this network is attributed to if no organization claims the address. */
  Attribution withoutOrganization() {
    return switch (kind) {
      case SHARED_EGRESS -> pseudo(AttributionMethod.SHARED_EGRESS, Confidence.ofPoints(90));
      case CLOUD, HOSTING ->
          pseudo(AttributionMethod.CLOUD_TENANT_UNKNOWN, Confidence.ofPoints(95));
      case ISP, MOBILE -> pseudo(AttributionMethod.RESIDENTIAL, Confidence.ofPoints(80));
      case COMPANY, EDUCATION, GOVERNMENT, CDN, UNKNOWN ->
          new Attribution(
              Attribution.UNATTRIBUTED.organization(),
              AttributionMethod.NONE,
              Confidence.NONE,
              provider,
              kind);
    };
  }

  private Attribution pseudo(AttributionMethod method, Confidence confidence) {
    return new Attribution(method.label(), method, confidence, provider, kind);
  }
}
