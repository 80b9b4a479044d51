package org.truecost.ranges;

import static java.util.Objects.requireNonNull;

import org.truecost.organization.Cidr;

/**
 * A block of addresses that its operator publishes.
 *
 * @param cidr the block
 * @param service what the operator uses it for, in its own words ({@code EC2}, {@code actions});
 *     empty if the file does not say
 */
public record PublishedRange(Cidr cidr, String service) {
  public PublishedRange {
    requireNonNull(cidr, "cidr");
    requireNonNull(service, "service");
  }
}
