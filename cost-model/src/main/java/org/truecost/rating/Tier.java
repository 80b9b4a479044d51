package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * One step of a graduated price: the half-open part of a pool's quantity from the previous tier's
 * end up to its own, at one price.
 *
 * @param end first quantity (bytes or requests) above this tier; null for the last tier
 * @param unitPrice price per pricing unit, not negative
 */
public record Tier(BigDecimal end, BigDecimal unitPrice) {
  public Tier {
    requireNonNull(unitPrice, "unitPrice");
    if (unitPrice.signum() < 0) {
      throw new IllegalArgumentException("Price below zero: " + unitPrice);
    }
    if (end != null && end.signum() <= 0) {
      throw new IllegalArgumentException("Tier without room: " + end);
    }
  }

  /** Where the next tier begins; empty for the last tier. */
  public Optional<BigDecimal> nextStart() {
    return Optional.ofNullable(end);
  }
}
