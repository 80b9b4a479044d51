package org.truecost.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.truecost.source.Sampling;

/** How many requests a line of a sampled log stands for. */
final class SampleWeight {
  private static final int DECIMALS = 9;

  private SampleWeight() {}

  /** 1 / rate, with nine decimals. */
  static BigDecimal of(Sampling sampling) {
    return BigDecimal.ONE.divide(sampling.rate(), DECIMALS, RoundingMode.HALF_EVEN);
  }
}
