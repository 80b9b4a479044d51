package org.truecost.organization;

import java.util.List;

/** The clear version of {@link Attributor}: looks at every network for every address. */
record LinearAttribution(List<CustomerNetwork> customers, List<ProviderNetwork> providers) {

  Attribution of(long high, long low, long epochSecond) {
    CustomerNetwork customer = null;
    for (CustomerNetwork network : customers) {
      if (network.cidr().contains(high, low)
          && network.validity().contains(epochSecond)
          && (customer == null || network.cidr().length() > customer.cidr().length())) {
        customer = network;
      }
    }
    ProviderNetwork provider = null;
    for (ProviderNetwork network : providers) {
      if (network.cidr().contains(high, low)
          && network.validity().contains(epochSecond)
          && (provider == null || network.cidr().length() > provider.cidr().length())) {
        provider = network;
      }
    }
    if (customer != null) {
      return new Attribution(
          customer.organization(),
          AttributionMethod.CUSTOMER_NETWORK,
          Confidence.HIGH,
          provider == null ? "unknown" : provider.provider(),
          provider == null ? NetworkKind.UNKNOWN : provider.kind());
    }
    return provider == null ? Attribution.UNATTRIBUTED : provider.withoutOrganization();
  }
}
