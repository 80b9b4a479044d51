package org.truecost.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.truecost.rating.Rater.Placement;
import org.truecost.rating.Rater.Rateable;
import org.truecost.rating.Rater.Unrated;

class RaterTest {
  private static final YearMonth MONTH = YearMonth.of(2026, 10);

  @Test
  void letsEachRegionClimbItsOwnTiers() {
    Rater rater = rater(entry(TierScope.REGION, Set.of("na", "eu")));

    assertThat(pool(rater, "na").region()).isEqualTo("na");
    assertThat(pool(rater, "eu").region()).isEqualTo("eu");
  }

  @Test
  void letsTheRegionsOfAnEntryClimbTogether() {
    Rater rater = rater(entry(TierScope.POOL, Set.of("na", "eu")));

    assertThat(pool(rater, "na")).isEqualTo(pool(rater, "eu"));
    assertThat(pool(rater, "na").region()).isEqualTo("eu+na");
  }

  @Test
  void letsAnAccountClimbTogetherFromPlacesKnownAndUnknown() {
    Rater rater = rater(entry(TierScope.BILLING_ACCOUNT, Set.of()));

    assertThat(pool(rater, "na")).isEqualTo(pool(rater, "unknown"));
    assertThat(pool(rater, "na").region()).isEqualTo("all");
  }

  @Test
  void neverMixesAccounts() {
    Rater rater = rater(entry(TierScope.BILLING_ACCOUNT, Set.of()));

    assertThat(((Rateable) rater.place("one", "cdn", MONTH, Meter.EGRESS, "na")).pool())
        .isNotEqualTo(((Rateable) rater.place("two", "cdn", MONTH, Meter.EGRESS, "na")).pool());
  }

  @Test
  void saysWhyUsageHasNoPrice() {
    Rater rater = rater(entry(TierScope.REGION, Set.of("na")));

    assertThat(rater.place("a", "other-cdn", MONTH, Meter.EGRESS, "na"))
        .isEqualTo(new Unrated(UnratedReason.NO_RATE_CARD));
    assertThat(rater.place("a", "cdn", YearMonth.of(2025, 10), Meter.EGRESS, "na"))
        .isEqualTo(new Unrated(UnratedReason.NO_RATE_CARD_FOR_MONTH));
    assertThat(rater.place("a", "cdn", MONTH, Meter.REQUESTS, "na"))
        .isEqualTo(new Unrated(UnratedReason.NO_PRICE_FOR_METER));
    assertThat(rater.place("a", "cdn", MONTH, Meter.EGRESS, "eu"))
        .isEqualTo(new Unrated(UnratedReason.NO_PRICE_FOR_REGION));
  }

  @Test
  void roundsAPoolOnceHalfToEvenAtTwelvePlaces() {
    Placement placement =
        rater(entry(TierScope.REGION, Set.of("na"))).place("a", "cdn", MONTH, Meter.EGRESS, "na");

    RatedPool one = ((Rateable) placement).rate(new BigDecimal("0.5"));
    RatedPool three = ((Rateable) placement).rate(new BigDecimal("1.5"));

    assertThat(one.exactCost().amount()).isEqualByComparingTo("0.0000000000005");
    assertThat(one.listCost()).isEqualTo(new Money(new BigDecimal("0E-12"), "USD"));
    assertThat(three.listCost().amount()).isEqualTo(new BigDecimal("0.000000000002"));
  }

  @Test
  void refusesToAddCurrencies() {
    assertThatThrownBy(() -> Money.zero("USD").plus(Money.zero("EUR")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Pool pool(Rater rater, String region) {
    return ((Rateable) rater.place("account", "cdn", MONTH, Meter.EGRESS, region)).pool();
  }

  private static PriceEntry entry(TierScope scope, Set<String> regions) {
    Tier flat = new Tier(null, new BigDecimal("0.001"));
    return new PriceEntry(
        Meter.EGRESS,
        scope,
        regions,
        new Tariff(ByteUnit.GB.bytes(), List.of(flat), PriceKind.PUBLISHED));
  }

  private static Rater rater(PriceEntry entry) {
    return new Rater(
        new RateCards(
            List.of(
                new RateCard(
                    "card",
                    "cdn",
                    "USD",
                    ByteUnit.GB,
                    LocalDate.of(2026, 1, 1),
                    null,
                    "test",
                    LocalDate.of(2026, 1, 1),
                    PriceKind.PUBLISHED,
                    "",
                    List.of(entry)))));
  }
}
