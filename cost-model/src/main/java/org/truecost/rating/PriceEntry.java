package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tariff of one meter in some billing regions.
 *
 * @param meter what is counted
 * @param tierScope whose volume adds up
 * @param regions billing regions it holds for, sorted; empty: all of them, also the unknown one
 * @param tariff the price
 */
public record PriceEntry(Meter meter, TierScope tierScope, Set<String> regions, Tariff tariff) {
  /** The region part of a pool that spans all regions. */
  static final String ALL_REGIONS = "all";

  public PriceEntry {
    requireNonNull(meter, "meter");
    requireNonNull(tierScope, "tierScope");
    requireNonNull(tariff, "tariff");
    regions = Collections.unmodifiableSet(new TreeSet<>(regions));
  }

  boolean covers(String region) {
    return regions.isEmpty() || regions.contains(region);
  }

  /** The name of the pool that usage of {@code region} falls into. */
  String pooledRegion(String region) {
    return switch (tierScope) {
      case REGION -> region;
      case POOL -> regions.isEmpty() ? ALL_REGIONS : String.join("+", regions);
      case BILLING_ACCOUNT -> ALL_REGIONS;
    };
  }
}
