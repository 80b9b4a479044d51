package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The price C(Q) of a pool's quantity: graduated tiers, continuous and never falling, in exact
 * decimals.
 *
 * <p>Quantities may have decimal places, as sampled logs are weighted.
 *
 * @param unit how many bytes or requests one price is for; its only prime factors are 2 and 5, so
 *     that every cost is a finite decimal
 * @param tiers rising, the last one without end
 * @param kind how well the prices are known
 */
public record Tariff(long unit, List<Tier> tiers, PriceKind kind) {
  private static final BigInteger FIVE = BigInteger.valueOf(5);

  /**
   * The part of a quantity that fell into one tier.
   *
   * @param tier 1 for the first
   * @param quantity bytes or requests
   * @param unitPrice price per {@link Tariff#unit}
   * @param listCost quantity / unit × unit price, exact
   */
  public record Line(int tier, BigDecimal quantity, BigDecimal unitPrice, BigDecimal listCost) {}

  public Tariff {
    requireNonNull(kind, "kind");
    tiers = List.copyOf(tiers);
    if (!dividesExactly(unit)) {
      throw new IllegalArgumentException("Prices per " + unit + " are no finite decimals");
    }
    BigDecimal start = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size(); i++) {
      BigDecimal end = tiers.get(i).end();
      boolean last = i == tiers.size() - 1;
      if (last != (end == null) || (end != null && end.compareTo(start) <= 0)) {
        throw new IllegalArgumentException("Tiers must rise and only the last is open: " + tiers);
      }
      start = end;
    }
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("A tariff has at least one tier");
    }
  }

  /** Whether any whole number divided by {@code unit} is a finite decimal. */
  static boolean dividesExactly(long unit) {
    if (unit <= 0) {
      return false;
    }
    BigInteger rest = BigInteger.valueOf(unit).shiftRight(Long.numberOfTrailingZeros(unit));
    while (rest.mod(FIVE).signum() == 0) {
      rest = rest.divide(FIVE);
    }
    return rest.equals(BigInteger.ONE);
  }

  /**
   * C(Q), exact.
   *
   * @throws IllegalArgumentException if the quantity is negative
   */
  public BigDecimal cost(BigDecimal quantity) {
    return lines(quantity).stream().map(Line::listCost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * C(Q) by tier: the tiers that the quantity reaches, in order; none for a quantity of zero.
   *
   * @throws IllegalArgumentException if the quantity is negative
   */
  public List<Line> lines(BigDecimal quantity) {
    if (quantity.signum() < 0) {
      throw new IllegalArgumentException("Quantity below zero: " + quantity);
    }
    List<Line> lines = new ArrayList<>();
    BigDecimal start = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size() && quantity.compareTo(start) > 0; i++) {
      Tier tier = tiers.get(i);
      BigDecimal end = tier.end() == null ? quantity : quantity.min(tier.end());
      BigDecimal inTier = end.subtract(start);
      lines.add(new Line(i + 1, inTier, tier.unitPrice(), price(inTier, tier.unitPrice())));
      start = end;
    }
    return lines;
  }

  /** The price per unit of the next byte or request after {@code quantity}. */
  public BigDecimal marginalPrice(BigDecimal quantity) {
    for (Tier tier : tiers) {
      if (tier.end() == null || quantity.compareTo(tier.end()) < 0) {
        return tier.unitPrice();
      }
    }
    throw new IllegalStateException("The last tier has no end");
  }

  private BigDecimal price(BigDecimal quantity, BigDecimal unitPrice) {
    return quantity.multiply(unitPrice).divide(BigDecimal.valueOf(unit));
  }
}
