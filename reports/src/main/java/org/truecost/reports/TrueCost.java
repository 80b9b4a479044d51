package org.truecost.reports;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.truecost.rating.RateCard;
import org.truecost.rating.RatedPool;

/**
 * The answer of {@link TrueCostReport}.
 *
 * @param months of the usage, UTC, in order
 * @param options how it was asked
 * @param rows dearest first; what only has unrated usage comes after what has a cost
 * @param total of all rows, exactly
 * @param unrated what no card prices
 * @param pools every pool with its tiers: their costs sum to the total's
 * @param cards the rate cards in use, by id
 * @param otherMonths requests of months that were not asked for, weighted by sampling
 * @param currencies those of all rate cards
 * @param unknownSources sources of the usage of whose settings nothing is known
 */
public record TrueCost(
    List<YearMonth> months,
    TrueCostOptions options,
    List<TrueCostRow> rows,
    TrueCostRow total,
    List<UnratedUsage> unrated,
    List<RatedPool> pools,
    List<RateCard> cards,
    SortedMap<YearMonth, BigDecimal> otherMonths,
    SortedSet<String> currencies,
    SortedSet<String> unknownSources) {
  public TrueCost {
    rows = List.copyOf(rows);
    unrated = List.copyOf(unrated);
    pools = List.copyOf(pools);
    cards = List.copyOf(cards);
    months = List.copyOf(months);
    currencies = Collections.unmodifiableSortedSet(new TreeSet<>(currencies));
    unknownSources = Collections.unmodifiableSortedSet(new TreeSet<>(unknownSources));
    otherMonths = Collections.unmodifiableSortedMap(new TreeMap<>(otherMonths));
  }

  /** The months as text: one, or the first and the last. */
  String period() {
    YearMonth first = months.get(0);
    YearMonth last = months.get(months.size() - 1);
    return first.equals(last) ? first.toString() : first + ".." + last;
  }
}
