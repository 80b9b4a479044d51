package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * What part of the traffic the log holds.
 *
 * @param by what was drawn
 * @param rate share that was kept, above 0 and at most 1
 */
public record Sampling(Unit by, BigDecimal rate) {
  /** Every line is there. */
  public static final Sampling COMPLETE = new Sampling(Unit.REQUEST, BigDecimal.ONE);

  /** What a sampler draws. */
  public enum Unit {
    REQUEST,
    CLIENT,
    FILE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name used in YAML. */
    public String label() {
      return label;
    }
  }

  public Sampling {
    requireNonNull(by, "by");
    if (rate.signum() <= 0 || rate.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("A sample rate is above 0 and at most 1: " + rate);
    }
  }
}
