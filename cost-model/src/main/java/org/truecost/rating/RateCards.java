package org.truecost.rating;

import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every rate card, sorted by id. No two of one provider hold in the same month.
 *
 * @param cards the cards
 */
public record RateCards(List<RateCard> cards) {
  public RateCards {
    cards = cards.stream().sorted(Comparator.comparing(RateCard::id)).toList();
  }

  /** The card of {@code provider} that holds in {@code month}, if there is one. */
  public Optional<RateCard> card(String provider, YearMonth month) {
    return cards.stream()
        .filter(card -> card.provider().equals(provider) && card.covers(month))
        .findFirst();
  }

  boolean knows(String provider) {
    return cards.stream().anyMatch(card -> card.provider().equals(provider));
  }
}
