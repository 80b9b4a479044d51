package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * Edge location to billing region, by longest prefix.
 *
 * <p>An unknown location has the region {@link #UNKNOWN}, which no rate card prices.
 */
public final class BillingRegions {
  public static final String UNKNOWN = "unknown";

  private final String fixed;
  private final TreeMap<String, String> regionByPrefix;

  private BillingRegions(String fixed, Map<String, String> regionByPrefix) {
    this.fixed = fixed;
    this.regionByPrefix = new TreeMap<>(regionByPrefix);
  }

  /** Every request is billed in {@code region}. */
  public static BillingRegions fixed(String region) {
    return new BillingRegions(requireNonNull(region, "region"), Map.of());
  }

  /** The region of the longest prefix that an edge location starts with. */
  public static BillingRegions byEdgePrefix(Map<String, String> regionByPrefix) {
    return new BillingRegions(UNKNOWN, regionByPrefix);
  }

  /** Whether somebody said one region for all requests, whatever edge served them. */
  public boolean isFixed() {
    return regionByPrefix.isEmpty() && !fixed.equals(UNKNOWN);
  }

  /** The billing region of {@code edgeLocation}; empty for a log line without one. */
  public String regionOf(String edgeLocation) {
    for (int length = edgeLocation.length(); length > 0; length--) {
      String region = regionByPrefix.get(edgeLocation.substring(0, length));
      if (region != null) {
        return region;
      }
    }
    return fixed;
  }
}
