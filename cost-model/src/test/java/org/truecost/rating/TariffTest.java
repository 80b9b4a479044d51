package org.truecost.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TariffTest {
  private static final Tariff TWO_TIERS =
      new Tariff(
          1_000_000_000L,
          List.of(tier("10000000000", "0.10"), tier(null, "0.05")),
          PriceKind.PUBLISHED);

  @Test
  void pricesNothingAtNothing() {
    assertThat(TWO_TIERS.lines(BigDecimal.ZERO)).isEmpty();
    assertThat(TWO_TIERS.cost(BigDecimal.ZERO)).isEqualByComparingTo("0");
  }

  @Test
  void changesPriceWithTheFirstByteAboveATier() {
    assertThat(TWO_TIERS.cost(new BigDecimal("9999999999"))).isEqualByComparingTo("0.9999999999");
    assertThat(TWO_TIERS.cost(new BigDecimal("10000000000"))).isEqualByComparingTo("1");
    assertThat(TWO_TIERS.cost(new BigDecimal("10000000001"))).isEqualByComparingTo("1.00000000005");
    assertThat(TWO_TIERS.marginalPrice(new BigDecimal("9999999999"))).isEqualByComparingTo("0.10");
    assertThat(TWO_TIERS.marginalPrice(new BigDecimal("10000000000"))).isEqualByComparingTo("0.05");
  }

  @Test
  void namesQuantityPriceAndCostOfEachTierReached() {
    assertThat(TWO_TIERS.lines(new BigDecimal("12000000000")))
        .containsExactly(
            new Tariff.Line(
                1, new BigDecimal("10000000000"), new BigDecimal("0.10"), new BigDecimal("1.00")),
            new Tariff.Line(
                2, new BigDecimal("2000000000"), new BigDecimal("0.05"), new BigDecimal("0.10")));
  }

  @Test
  void keepsEveryPlaceOfAPricePerGiB() {
    Tariff perGib = new Tariff(1L << 30, List.of(tier(null, "0.085")), PriceKind.PUBLISHED);

    BigDecimal oneByte = perGib.cost(BigDecimal.ONE);

    assertThat(oneByte.multiply(BigDecimal.valueOf(1L << 30))).isEqualByComparingTo("0.085");
  }

  @Test
  void isContinuousAndNeverFallsAndAddsUpOverTiers() {
    Random random = new Random(20261001);
    for (int round = 0; round < 300; round++) {
      Tariff tariff = randomTariff(random);
      BigDecimal before = BigDecimal.ZERO;
      BigDecimal costBefore = BigDecimal.ZERO;
      for (int step = 0; step < 20; step++) {
        BigDecimal quantity = before.add(BigDecimal.valueOf(random.nextLong(1L << 40), 9));
        BigDecimal cost = tariff.cost(quantity);
        assertThat(cost).isGreaterThanOrEqualTo(costBefore);
        assertThat(
                tariff.lines(quantity).stream()
                    .map(Tariff.Line::quantity)
                    .reduce(BigDecimal.ZERO, BigDecimal::add))
            .isEqualByComparingTo(quantity);
        before = quantity;
        costBefore = cost;
      }
      for (Tier tier : tariff.tiers()) {
        if (tier.end() != null) {
          BigDecimal step = new BigDecimal("0.000000001");
          BigDecimal jump =
              tariff.cost(tier.end().add(step)).subtract(tariff.cost(tier.end().subtract(step)));
          assertThat(jump).isLessThanOrEqualTo(new BigDecimal("0.00000001"));
        }
      }
    }
  }

  @Test
  void refusesTiersThatDoNotRiseAndUnitsWithEndlessDecimals() {
    assertThatThrownBy(
            () ->
                new Tariff(
                    1,
                    List.of(tier("5", "1"), tier("5", "1"), tier(null, "1")),
                    PriceKind.PUBLISHED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tariff(1, List.of(tier("5", "1")), PriceKind.PUBLISHED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tariff(3, List.of(tier(null, "1")), PriceKind.PUBLISHED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TWO_TIERS.cost(new BigDecimal("-1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Tier tier(String end, String price) {
    return new Tier(end == null ? null : new BigDecimal(end), new BigDecimal(price));
  }

  /** Tiers in units of one, with prices that rise as well as fall. */
  static Tariff randomTariff(Random random) {
    List<Tier> tiers = new ArrayList<>();
    long end = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      end += 1 + random.nextInt(3000);
      tiers.add(new Tier(BigDecimal.valueOf(end), BigDecimal.valueOf(random.nextInt(300), 3)));
    }
    tiers.add(new Tier(null, BigDecimal.valueOf(random.nextInt(300), 3)));
    return new Tariff(1, tiers, PriceKind.PUBLISHED);
  }
}
