package org.truecost.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A pool with its price.
 *
 * @param pool whose usage
 * @param cardId the rate card
 * @param kind how well its prices are known
 * @param quantity Q: bytes or requests of the whole pool
 * @param lines C(Q) by tier, exact
 * @param currency of all amounts
 */
public record RatedPool(
    Pool pool,
    String cardId,
    PriceKind kind,
    BigDecimal quantity,
    List<Tariff.Line> lines,
    String currency) {
  /** Decimal places of money in tables: DECIMAL(38,12). */
  public static final int MONEY_SCALE = 12;

  public RatedPool {
    lines = List.copyOf(lines);
  }

  /** C(Q), exact. */
  public Money exactCost() {
    return new Money(
        lines.stream().map(Tariff.Line::listCost).reduce(BigDecimal.ZERO, BigDecimal::add),
        currency);
  }

  /**
   * C(Q) with {@link #MONEY_SCALE} places, half to even. The only rounding of a pool: what is
   * allocated are parts of this amount.
   */
  public Money listCost() {
    return new Money(exactCost().amount().setScale(MONEY_SCALE, RoundingMode.HALF_EVEN), currency);
  }
}
