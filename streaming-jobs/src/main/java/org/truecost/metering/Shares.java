package org.truecost.metering;

import java.math.BigInteger;

/** Exact shares of whole numbers. */
final class Shares {
  private Shares() {}

  /** {@code whole × part / of}, rounded down, without overflow. */
  static long of(long whole, long part, long of) {
    long high = Math.multiplyHigh(whole, part);
    long low = whole * part;
    if (high == 0 && low >= 0) {
      return low / of;
    }
    return BigInteger.valueOf(whole)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(of))
        .longValueExact();
  }
}
