package org.truecost.reports;

import java.math.BigDecimal;
import org.truecost.rating.Meter;
import org.truecost.rating.UnratedReason;

/**
 * Usage of a month that no rate card prices.
 *
 * @param provider who billed it
 * @param billingAccount whose account
 * @param billingRegion where it was served
 * @param meter what is counted
 * @param reason why it has no price
 * @param quantity bytes or requests, weighted by sampling
 */
public record UnratedUsage(
    String provider,
    String billingAccount,
    String billingRegion,
    Meter meter,
    UnratedReason reason,
    BigDecimal quantity) {

  /** The same place and reason with another quantity. */
  UnratedUsage of(BigDecimal otherQuantity) {
    return new UnratedUsage(provider, billingAccount, billingRegion, meter, reason, otherQuantity);
  }
}
