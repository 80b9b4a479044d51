package org.truecost.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.config.Problems;

class RateCardLoaderTest {
  private static final String GOOD =
      """
      id: example-2026
      provider: example-cdn
      currency: EUR
      unit: GB
      valid_from: 2026-01-01
      valid_to: 2026-07-01
      source: "example price list"
      retrieved: 2026-01-15
      kind: published
      meters:
        - meter: egress
          prices:
            - regions: [na, eu]
              tiers:
                - { up_to: 0.5, price: 0.1 }
                - { price: 0.05 }
        - meter: requests
          per: 10000
          prices:
            - kind: estimated
              tiers: [{ price: 0.01 }]
      """;

  @Test
  void readsACard() {
    RateCard card = load(GOOD).cards().get(0);

    assertThat(card.currency()).isEqualTo("EUR");
    assertThat(card.prices())
        .containsExactly(
            new PriceEntry(
                Meter.EGRESS,
                TierScope.REGION,
                Set.of("na", "eu"),
                new Tariff(
                    1_000_000_000L,
                    List.of(
                        new Tier(new BigDecimal("500000000.0"), new BigDecimal("0.1")),
                        new Tier(null, new BigDecimal("0.05"))),
                    PriceKind.PUBLISHED)),
            new PriceEntry(
                Meter.REQUESTS,
                TierScope.BILLING_ACCOUNT,
                Set.of(),
                new Tariff(
                    10_000, List.of(new Tier(null, new BigDecimal("0.01"))), PriceKind.ESTIMATED)));
  }

  @Test
  void takesTheFirstMonthInAndTheEndMonthOut() {
    RateCards cards = load(GOOD);

    assertThat(cards.card("example-cdn", YearMonth.of(2025, 12))).isEmpty();
    assertThat(cards.card("example-cdn", YearMonth.of(2026, 1))).isPresent();
    assertThat(cards.card("example-cdn", YearMonth.of(2026, 6))).isPresent();
    assertThat(cards.card("example-cdn", YearMonth.of(2026, 7))).isEmpty();
  }

  @Test
  void saysWhatAGigabyteCanBe() {
    assertThat(problems(GOOD.replace("unit: GB", "unit: GByte")))
        .containsExactly("unit: \"GByte\" is no unit; it is GB (10^9 bytes) or GiB (2^30 bytes)");
  }

  @Test
  void reportsAllProblemsOfAllFilesAtOnce() {
    String bad =
        GOOD.replace("currency: EUR", "currency: Euro")
            .replace("valid_from: 2026-01-01", "valid_from: 2026-01-02")
            .replace("source: \"example price list\"\n", "")
            .replace("kind: published", "kind: guessed")
            .replace("regions: [na, eu]", "regions: [na, na, unknown]")
            .replace("price: 0.05", "prise: 0.05")
            .replace("per: 10000", "per: 7");

    assertThat(problems(bad, "id: [", GOOD.replace("example-2026", "other-2026")))
        .anySatisfy(text -> assertThat(text).contains("currency: \"Euro\""))
        .anySatisfy(text -> assertThat(text).contains("valid_from: 2026-01-02 is not the first"))
        .anySatisfy(text -> assertThat(text).contains("source: is missing"))
        .anySatisfy(text -> assertThat(text).contains("kind: \"guessed\" is not one of"))
        .anySatisfy(text -> assertThat(text).contains("regions: \"na\" has a price already"))
        .anySatisfy(text -> assertThat(text).contains("\"unknown\" cannot have a price"))
        .anySatisfy(text -> assertThat(text).contains("tiers[1] price: is missing"))
        .anySatisfy(text -> assertThat(text).contains("prise: is not a known key; did you mean"))
        .anySatisfy(text -> assertThat(text).contains("per: 7 gives endless decimals"))
        .anySatisfy(text -> assertThat(text).contains("is not valid YAML"))
        .anySatisfy(text -> assertThat(text).contains("overlaps \"example-2026\""));
  }

  @Test
  void refusesTiersThatFallHaveAGapOrNoEnd() {
    String tiers = "- { up_to: 0.5, price: 0.1 }\n          - { price: 0.05 }";

    assertThat(problems(GOOD.replace(tiers, "- { price: 0.1 }\n          - { price: 0.05 }")))
        .singleElement()
        .asString()
        .endsWith("tiers[0] up_to: is missing; only the last tier is without end");
    assertThat(problems(GOOD.replace(tiers, "- { up_to: 5, price: 0.1 }")))
        .singleElement()
        .asString()
        .contains("up_to: 5 leaves what is above without a price");
    assertThat(
            problems(
                GOOD.replace(
                    tiers,
                    "- { up_to: 5, price: 0.1 }\n          - { up_to: 4, price: 0.1 }\n"
                        + "          - { price: -1 }")))
        .anySatisfy(text -> assertThat(text).contains("tiers[1] up_to: 4 does not rise"))
        .anySatisfy(text -> assertThat(text).contains("tiers[2] price: -1 is below zero"));
  }

  @Test
  void refusesTheSameIdAndTheSameTimeTwiceButNotTimesThatTouch() {
    assertThat(problems(GOOD, GOOD)).hasSize(2);
    assertThat(
            problems(
                GOOD,
                GOOD.replace("example-2026", "later")
                    .replace("2026-07-01", "2027-01-01")
                    .replace("2026-01-01", "2026-07-01")))
        .isEmpty();
  }

  @Test
  void refusesRegionsWhereTheWholeAccountSharesTiers() {
    assertThat(
            problems(
                GOOD.replace("meter: egress", "meter: egress\n    tier_scope: billing_account")))
        .singleElement()
        .asString()
        .contains("regions: cannot be named where all regions share tiers");
  }

  @Test
  void throwsWithEveryProblem() {
    assertThatThrownBy(() -> load("id: x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("provider: is missing")
        .hasMessageContaining("meters: must list at least one meter");
  }

  private static RateCards load(String... cards) {
    return RateCardLoader.load(directory(cards));
  }

  private static List<String> problems(String... cards) {
    Problems problems = new Problems();
    RateCardLoader.load(directory(cards), problems);
    return problems.all().stream().map(p -> p.entry() + ": " + p.message()).toList();
  }

  private static ConfigDirectory directory(String... cards) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < cards.length; i++) {
      files.put("rate-cards/card-" + i + ".yaml", cards[i]);
    }
    return ConfigDirectory.of(files);
  }
}
