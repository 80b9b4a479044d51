package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.time.YearMonth;
import java.util.Comparator;

/**
 * Usage whose tiers add up: who is billed by whom, for which month and meter, and where.
 *
 * @param billingAccount whose volume adds up
 * @param provider who bills
 * @param month the billing month, UTC
 * @param meter what is counted
 * @param region billing region, or the name of the regions that share tiers
 */
public record Pool(
    String billingAccount, String provider, YearMonth month, Meter meter, String region)
    implements Comparable<Pool> {
  private static final Comparator<Pool> ORDER =
      Comparator.comparing(Pool::billingAccount)
          .thenComparing(Pool::provider)
          .thenComparing(Pool::month)
          .thenComparing(Pool::meter)
          .thenComparing(Pool::region);

  public Pool {
    requireNonNull(billingAccount, "billingAccount");
    requireNonNull(provider, "provider");
    requireNonNull(month, "month");
    requireNonNull(meter, "meter");
    requireNonNull(region, "region");
  }

  @Override
  public int compareTo(Pool other) {
    return ORDER.compare(this, other);
  }
}
