package org.truecost.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.truecost.rating.Allocator.Allocation;

class AllocatorTest {
  @Test
  void givesTheLeftoverCentToTheLargestRemainder() {
    assertThat(parts("1.00", 2, "1", "1", "4")).containsExactly(decimals("0.17", "0.17", "0.66"));
    assertThat(parts("0.05", 2, "2", "1")).containsExactly(decimals("0.03", "0.02"));
  }

  @Test
  void breaksTiesInFavourOfTheEarlierDriver() {
    assertThat(parts("0.05", 2, "1", "1", "1")).containsExactly(decimals("0.02", "0.02", "0.01"));
  }

  @Test
  void givesNothingToADriverOfZero() {
    assertThat(parts("0.01", 2, "0", "0", "7")).containsExactly(decimals("0.00", "0.00", "0.01"));
  }

  @Test
  void splitsACreditAsItSplitsACharge() {
    assertThat(parts("-1.00", 2, "1", "1", "1"))
        .containsExactly(decimals("-0.34", "-0.33", "-0.33"));
  }

  @Test
  void leavesThePoolUnallocatedWhenNoDriverHasAQuantity() {
    Allocation allocation =
        Allocator.allocate(new BigDecimal("12.34"), 2, List.of(decimals("0", "0")));

    assertThat(allocation.parts()).containsExactly(decimals("0.00", "0.00"));
    assertThat(allocation.unallocated()).isEqualTo(new BigDecimal("12.34"));
  }

  @Test
  void refusesNegativeDriversAndTotalsFinerThanTheScale() {
    assertThatThrownBy(() -> parts("1.00", 2, "-1", "2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parts("1.001", 2, "1", "2")).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void sumsToTheTotalAndStaysWithinOneUnitOfTheQuotaWhateverTheInput() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      List<BigDecimal> drivers = randomDrivers(random, 1 + random.nextInt(40));
      BigDecimal total = BigDecimal.valueOf(random.nextLong(1L << 50), 12);
      BigDecimal sum = drivers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);

      Allocation allocation = Allocator.allocate(total, 12, drivers);

      assertThat(
              Stream.concat(allocation.parts().stream(), Stream.of(allocation.unallocated()))
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(total);
      for (int i = 0; i < drivers.size() && sum.signum() > 0; i++) {
        BigDecimal quota = total.multiply(drivers.get(i)).divide(sum, new MathContext(60));
        assertThat(allocation.parts().get(i).subtract(quota).abs())
            .isLessThan(new BigDecimal("0.000000000001"));
      }
    }
  }

  @Test
  void neitherTheOrderNorTheScaleOfDriversMattersButForTies() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<BigDecimal> drivers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        drivers.add(BigDecimal.valueOf(1 + i * 1_000_003L + random.nextInt(1_000_000)));
      }
      BigDecimal total = BigDecimal.valueOf(random.nextLong(1L << 50), 6);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < drivers.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      BigDecimal factor = new BigDecimal(round % 2 == 0 ? "2.5" : "25" + "0".repeat(30));

      List<BigDecimal> parts = Allocator.allocate(total, 6, drivers).parts();
      List<BigDecimal> shuffled =
          Allocator.allocate(
                  total, 6, order.stream().map(i -> drivers.get(i).multiply(factor)).toList())
              .parts();

      for (int i = 0; i < order.size(); i++) {
        assertThat(shuffled.get(i)).isEqualTo(parts.get(order.get(i)));
      }
    }
  }

  @Test
  void mergingOrSplittingAnOrganizationMovesNoMoreThanTheLastPlace() {
    Random random = new Random(13);
    BigDecimal unit = new BigDecimal("0.000000000001");
    for (int round = 0; round < 200; round++) {
      List<BigDecimal> drivers = randomDrivers(random, 10);
      drivers.set(0, BigDecimal.ONE);
      BigDecimal total = BigDecimal.valueOf(random.nextLong(1L << 50), 12);
      List<BigDecimal> merged = new ArrayList<>(drivers.subList(2, 10));
      merged.add(0, drivers.get(0).add(drivers.get(1)));

      List<BigDecimal> apart = Allocator.allocate(total, 12, drivers).parts();
      List<BigDecimal> together = Allocator.allocate(total, 12, merged).parts();

      assertThat(together.get(0).subtract(apart.get(0).add(apart.get(1))).abs())
          .isLessThanOrEqualTo(unit.multiply(BigDecimal.valueOf(2)));
    }
  }

  private static List<BigDecimal> randomDrivers(Random random, int count) {
    List<BigDecimal> drivers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drivers.add(
          random.nextInt(4) == 0
              ? BigDecimal.ZERO
              : BigDecimal.valueOf(random.nextLong(1L << 50), random.nextInt(10)));
    }
    return drivers;
  }

  private static List<BigDecimal> parts(String total, int scale, String... drivers) {
    return Allocator.allocate(new BigDecimal(total), scale, List.of(decimals(drivers))).parts();
  }

  private static BigDecimal[] decimals(String... texts) {
    return Stream.of(texts).map(BigDecimal::new).toArray(BigDecimal[]::new);
  }
}
