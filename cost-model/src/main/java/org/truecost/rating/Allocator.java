package org.truecost.rating;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Splits an amount in proportion to driver quantities so that the parts sum to it exactly: largest
 * remainder (Hamilton), each part within one last place of its quota.
 *
 * <p>In proportion to bytes this is the average rate C(Q)/Q, which no organization can lower by
 * merging or splitting. Apply it once, at the finest cell published; every roll-up is a sum.
 */
public final class Allocator {
  private Allocator() {}

  /**
   * The parts of an amount.
   *
   * @param parts one per driver, in their order
   * @param unallocated the whole amount if no driver has a quantity, else zero
   */
  public record Allocation(List<BigDecimal> parts, BigDecimal unallocated) {
    public Allocation {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Splits {@code total}, which must have at most {@code scale} places, into parts of that many
   * places. Ties go to the earlier driver: sort drivers by a stable key first. A driver of zero
   * gets nothing.
   *
   * @throws IllegalArgumentException if a driver is negative
   * @throws ArithmeticException if the total has more places than {@code scale}
   */
  public static Allocation allocate(BigDecimal total, int scale, List<BigDecimal> drivers) {
    BigInteger units = total.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
    List<BigInteger> weights = wholeWeights(drivers);
    BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
    if (sum.signum() == 0) {
      return new Allocation(
          Collections.nCopies(drivers.size(), BigDecimal.ZERO.setScale(scale)),
          new BigDecimal(units, scale));
    }
    BigInteger[] parts = apportion(units.abs(), weights, sum);
    List<BigDecimal> amounts = new ArrayList<>(parts.length);
    for (BigInteger part : parts) {
      amounts.add(new BigDecimal(units.signum() < 0 ? part.negate() : part, scale));
    }
    return new Allocation(amounts, BigDecimal.ZERO.setScale(scale));
  }

  private static BigInteger[] apportion(
      BigInteger units, List<BigInteger> weights, BigInteger sum) {
    BigInteger[] parts = new BigInteger[weights.size()];
    BigInteger[] remainders = new BigInteger[weights.size()];
    BigInteger given = BigInteger.ZERO;
    for (int i = 0; i < parts.length; i++) {
      BigInteger[] division = units.multiply(weights.get(i)).divideAndRemainder(sum);
      parts[i] = division[0];
      remainders[i] = division[1];
      given = given.add(division[0]);
    }
    // Remainders sum to (units left) × sum and each is below sum: there is always one for each.
    giveLeftovers(parts, remainders, units.subtract(given).intValueExact(), sum);
    return parts;
  }

  /** One unit more for each of the {@code left} largest remainders; the earlier of equals first. */
  private static void giveLeftovers(
      BigInteger[] parts, BigInteger[] remainders, int left, BigInteger sum) {
    if (left == 0) {
      return;
    }
    BigInteger least = leastOfLargest(left, remainders, sum);
    int above = 0;
    for (BigInteger remainder : remainders) {
      above += remainder.compareTo(least) > 0 ? 1 : 0;
    }
    int equals = left - above;
    for (int i = 0; i < parts.length; i++) {
      int order = remainders[i].compareTo(least);
      if (order > 0 || (order == 0 && equals-- > 0)) {
        parts[i] = parts[i].add(BigInteger.ONE);
      }
    }
  }

  /** The smallest of the {@code count} largest remainders, all of which are below {@code sum}. */
  private static BigInteger leastOfLargest(int count, BigInteger[] remainders, BigInteger sum) {
    if (sum.bitLength() < Long.SIZE) {
      // Bytes of a month fit; a quarter of a large report was spent sorting big integers.
      long[] sorted = new long[remainders.length];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = remainders[i].longValueExact();
      }
      Arrays.sort(sorted);
      return BigInteger.valueOf(sorted[sorted.length - count]);
    }
    BigInteger[] sorted = remainders.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - count];
  }

  /** The drivers times one power of ten that makes all of them whole. */
  private static List<BigInteger> wholeWeights(List<BigDecimal> drivers) {
    int scale = drivers.stream().mapToInt(BigDecimal::scale).max().orElse(0);
    List<BigInteger> weights = new ArrayList<>(drivers.size());
    for (BigDecimal driver : drivers) {
      if (driver.signum() < 0) {
        throw new IllegalArgumentException("Driver below zero: " + driver);
      }
      weights.add(driver.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue());
    }
    return weights;
  }
}
