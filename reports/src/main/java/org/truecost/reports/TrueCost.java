package org.truecost.reports;

import java.time.YearMonth;
import java.util.List;
import org.truecost.rating.RateCard;
import org.truecost.rating.RatedPool;

/**
 * The answer of {@link TrueCostReport}.
 *
 * @param month of the usage, UTC
 * @param options how it was asked
 * @param rows dearest first; what only has unrated usage comes after what has a cost
 * @param total of all rows, exactly
 * @param unrated what no card prices
 * @param pools every pool with its tiers: their costs sum to the total's
 * @param cards the rate cards in use, by id
 */
public record TrueCost(
    YearMonth month,
    TrueCostOptions options,
    List<TrueCostRow> rows,
    TrueCostRow total,
    List<UnratedUsage> unrated,
    List<RatedPool> pools,
    List<RateCard> cards) {
  public TrueCost {
    rows = List.copyOf(rows);
    unrated = List.copyOf(unrated);
    pools = List.copyOf(pools);
    cards = List.copyOf(cards);
  }
}
