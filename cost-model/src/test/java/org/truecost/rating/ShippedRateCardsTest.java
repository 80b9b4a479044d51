package org.truecost.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;

/** The cards in {@code config/}, against figures worked out by hand from the price lists. */
class ShippedRateCardsTest {
  private static final YearMonth MONTH = YearMonth.of(2026, 10);
  private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
  private static final RateCards CARDS =
      RateCardLoader.load(ConfigDirectory.read(Path.of("..", "config")));

  @Test
  void areAllThereWithSourceAndKind() {
    assertThat(CARDS.cards())
        .extracting(RateCard::id)
        .contains(
            "aws-s3-list-2026",
            "azure-front-door-list-2026",
            "cloudfront-list-2026",
            "fastly-list-2026",
            "google-cloud-cdn-list-2026");
    assertThat(CARDS.cards()).allSatisfy(card -> assertThat(card.source()).isNotBlank());
  }

  @Test
  void knowTheBillingRegionsOfTheirProviders() {
    assertThat(egressRegions("cloudfront"))
        .containsExactlyInAnyOrder("na", "eu", "za-ke-me", "sa", "jp", "au-nz", "apac", "in");
    assertThat(egressRegions("fastly"))
        .containsExactlyInAnyOrder("na", "eu", "apac", "sa", "in", "za");
  }

  @Test
  void priceThreeMillionGigabytesAtTheAverageRate() {
    Tariff tariff = tariff("cloudfront", Meter.EGRESS, "na");
    List<BigDecimal> gigabytes =
        new ArrayList<>(
            List.of(number(1_200_000), number(300_000), number(150_000), number(30_000)));
    gigabytes.addAll(Collections.nCopies(2000, number(660)));

    BigDecimal cost = tariff.cost(number(3_000_000).multiply(GIB));
    List<BigDecimal> parts = Allocator.allocate(cost.setScale(12), 12, gigabytes).parts();
    List<BigDecimal> cents =
        Allocator.allocate(
                cost.setScale(2),
                2,
                List.of(
                    number(1_200_000),
                    number(300_000),
                    number(150_000),
                    number(30_000),
                    number(1_320_000)))
            .parts();

    assertThat(cost).isEqualByComparingTo("89510.08");
    assertThat(parts.subList(0, 4))
        .containsExactly(
            new BigDecimal("35804.032000000000"),
            new BigDecimal("8951.008000000000"),
            new BigDecimal("4475.504000000000"),
            new BigDecimal("895.100800000000"));
    assertThat(parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("89510.08");
    assertThat(cents)
        .containsExactly(
            new BigDecimal("35804.03"),
            new BigDecimal("8951.01"),
            new BigDecimal("4475.50"),
            new BigDecimal("895.10"),
            new BigDecimal("39384.44"));
  }

  @Test
  void boundWhatAnOrganizationCostsByTheIncrementalAndTheStandAloneCost() {
    Tariff tariff = tariff("cloudfront", Meter.EGRESS, "na");
    Map<Long, List<String>> expected =
        Map.of(
            1_200_000L, List.of("30000.00", "44510.08"),
            300_000L, List.of("7500.00", "16147.20"),
            150_000L, List.of("3750.00", "10075.20"),
            30_000L, List.of("750.00", "2451.20"));

    expected.forEach(
        (gigabytes, bounds) -> {
          BigDecimal all = number(3_000_000).multiply(GIB);
          BigDecimal own = number(gigabytes).multiply(GIB);
          assertThat(tariff.cost(all).subtract(tariff.cost(all.subtract(own))))
              .isEqualByComparingTo(bounds.get(0));
          assertThat(tariff.cost(own)).isEqualByComparingTo(bounds.get(1));
        });
    assertThat(tariff.marginalPrice(number(3_000_000).multiply(GIB))).isEqualByComparingTo("0.025");
  }

  /** Petabytes of a month and thousands of dollars, all in North America and Europe, or mixed. */
  @Test
  void reproduceTheKnownCheckValuesOfRegistriesMonths() {
    assertThat(thousands("160", "1")).isCloseTo(number(3_020), within(number(5)));
    assertThat(thousands("160", "0.86")).isCloseTo(number(4_010), within(number(5)));
    assertThat(thousands("300", "1")).isCloseTo(number(5_630), within(number(5)));
    assertThat(thousands("300", "0.86")).isCloseTo(number(7_380), within(number(5)));
    assertThat(thousands("2.34", "1")).isCloseTo(number(69), within(number(1)));
    assertThat(thousands("2.34", "0.86")).isCloseTo(number(90), within(number(1)));
    assertThat(thousands("5.66", "1")).isCloseTo(number(146), within(number(1)));
    assertThat(thousands("5.66", "0.86")).isCloseTo(number(195), within(number(1)));
    assertThat(thousands("40", "1")).isCloseTo(number(786), within(number(1)));
    assertThat(thousands("20", "0.86")).isCloseTo(number(573), within(number(1)));
    assertThat(thousands("1.5", "0.86")).isCloseTo(number(64), within(number(1)));
  }

  @Test
  void readGigabytesAsTheProviderDoes() {
    assertThat(tariff("fastly", Meter.EGRESS, "eu").cost(new BigDecimal("10000000000000")))
        .isEqualByComparingTo("1188");
    assertThat(tariff("google-cloud-cdn", Meter.EGRESS, "na").cost(number(10_240).multiply(GIB)))
        .isEqualByComparingTo("819.2");
  }

  @Test
  void chargeRequestsByTheTenThousand() {
    assertThat(tariff("cloudfront", Meter.REQUESTS, "in").cost(number(30_000_000_000L)))
        .isEqualByComparingTo("36000");
    assertThat(tariff("fastly", Meter.REQUESTS, "eu").cost(number(200_000_000)))
        .isEqualByComparingTo("194");
  }

  @Test
  void leaveAnUnknownPlaceWithoutAPriceWherePlacesHavePrices() {
    Rater rater = new Rater(CARDS);

    assertThat(rater.place("a", "cloudfront", MONTH, Meter.EGRESS, "unknown"))
        .isEqualTo(new Rater.Unrated(UnratedReason.NO_PRICE_FOR_REGION));
    assertThat(rater.place("a", "fastly", MONTH, Meter.EGRESS, "unknown"))
        .isEqualTo(new Rater.Unrated(UnratedReason.NO_PRICE_FOR_REGION));
  }

  private static BigDecimal thousands(String petabytes, String shareNorthAmericaAndEurope) {
    BigDecimal bytes = new BigDecimal(petabytes).movePointRight(15);
    BigDecimal cost =
        tariff("cloudfront", Meter.EGRESS, "na")
            .cost(bytes.multiply(new BigDecimal(shareNorthAmericaAndEurope)));
    if (!shareNorthAmericaAndEurope.equals("1")) {
      Map<String, String> rest = Map.of("apac", "0.09", "in", "0.035", "sa", "0.015");
      for (Map.Entry<String, String> share : rest.entrySet()) {
        cost =
            cost.add(
                tariff("cloudfront", Meter.EGRESS, share.getKey())
                    .cost(bytes.multiply(new BigDecimal(share.getValue()))));
      }
    }
    return cost.movePointLeft(3);
  }

  private static Tariff tariff(String provider, Meter meter, String region) {
    return CARDS
        .card(provider, MONTH)
        .flatMap(card -> card.price(meter, region))
        .orElseThrow()
        .tariff();
  }

  private static List<String> egressRegions(String provider) {
    return CARDS.card(provider, MONTH).orElseThrow().prices().stream()
        .filter(price -> price.meter() == Meter.EGRESS)
        .flatMap(price -> price.regions().stream())
        .toList();
  }

  private static BigDecimal number(long value) {
    return BigDecimal.valueOf(value);
  }
}
