package org.truecost.request;

import java.util.Locale;

/** How the CDN's cache answered, in words all CDNs share. */
public enum CacheStatus {
  HIT,
  MISS,
  /** The CDN did not try its cache. */
  PASS,
  /** Stale or revalidated with the origin. */
  REFRESH,
  ERROR,
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
