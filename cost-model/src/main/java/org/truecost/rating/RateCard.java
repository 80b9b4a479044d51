package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * A provider's prices for some months.
 *
 * @param id kebab-case, named in reports
 * @param provider as sources name it
 * @param currency ISO 4217 code
 * @param unit what the card means by a gigabyte
 * @param validFrom first day, always the first of a month: tiers add up over months
 * @param validTo first day after; null while open
 * @param source where the prices stand
 * @param retrieved when they were read there
 * @param kind how well they are known where an entry does not say otherwise
 * @param note what a reader must know, may be empty
 * @param prices what is priced
 */
public record RateCard(
    String id,
    String provider,
    String currency,
    ByteUnit unit,
    LocalDate validFrom,
    LocalDate validTo,
    String source,
    LocalDate retrieved,
    PriceKind kind,
    String note,
    List<PriceEntry> prices) {

  public RateCard {
    requireNonNull(id, "id");
    requireNonNull(provider, "provider");
    requireNonNull(currency, "currency");
    requireNonNull(unit, "unit");
    requireNonNull(validFrom, "validFrom");
    requireNonNull(source, "source");
    requireNonNull(retrieved, "retrieved");
    requireNonNull(kind, "kind");
    requireNonNull(note, "note");
    prices = List.copyOf(prices);
  }

  /** The first day on which the card no longer holds; empty while open. */
  public Optional<LocalDate> end() {
    return Optional.ofNullable(validTo);
  }

  /** Whether the card holds throughout {@code month}. */
  public boolean covers(YearMonth month) {
    LocalDate first = month.atDay(1);
    return !first.isBefore(validFrom) && (validTo == null || first.isBefore(validTo));
  }

  /** Whether the card prices {@code meter} anywhere. */
  public boolean prices(Meter meter) {
    return prices.stream().anyMatch(price -> price.meter() == meter);
  }

  /** The price of {@code meter} in {@code region}, if the card has one. */
  public Optional<PriceEntry> price(Meter meter, String region) {
    return prices.stream()
        .filter(price -> price.meter() == meter && price.covers(region))
        .findFirst();
  }
}
