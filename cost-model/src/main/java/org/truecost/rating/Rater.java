package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Optional;

/**
 * Finds the pool of usage and prices whole pools.
 *
 * <p>A tier applied to usage in order of arrival would make whoever comes first pay most, so only
 * the sum of a pool is ever priced; {@link Allocator} then gives everyone the average rate.
 */
public final class Rater {
  private final RateCards cards;

  public Rater(RateCards cards) {
    this.cards = requireNonNull(cards, "cards");
  }

  /** Where usage falls: into a pool with a price, or nowhere, for a reason. */
  public sealed interface Placement {}

  /**
   * Usage that has a price.
   *
   * @param pool where it adds up
   * @param card the rate card that prices it
   * @param entry the price
   */
  public record Rateable(Pool pool, RateCard card, PriceEntry entry) implements Placement {
    /** Prices the whole pool. */
    public RatedPool rate(BigDecimal quantity) {
      return new RatedPool(
          pool,
          card.id(),
          entry.tariff().kind(),
          quantity,
          entry.tariff().lines(quantity),
          card.currency());
    }
  }

  /**
   * Usage without a price.
   *
   * @param reason why
   */
  public record Unrated(UnratedReason reason) implements Placement {}

  /** Where usage of an account at a provider falls, for a month, a meter and a billing region. */
  public Placement place(
      String billingAccount, String provider, YearMonth month, Meter meter, String region) {
    Optional<RateCard> card = cards.card(provider, month);
    if (card.isEmpty()) {
      return new Unrated(
          cards.knows(provider)
              ? UnratedReason.NO_RATE_CARD_FOR_MONTH
              : UnratedReason.NO_RATE_CARD);
    }
    Optional<PriceEntry> entry = card.get().price(meter, region);
    if (entry.isEmpty()) {
      return new Unrated(
          card.get().prices(meter)
              ? UnratedReason.NO_PRICE_FOR_REGION
              : UnratedReason.NO_PRICE_FOR_METER);
    }
    String pooled = entry.get().pooledRegion(region);
    return new Rateable(
        new Pool(billingAccount, provider, month, meter, pooled), card.get(), entry.get());
  }
}
