package org.truecost.organization;

import java.util.Locale;

/** What sort of network an address belongs to. */
public enum NetworkKind {
  COMPANY,
  EDUCATION,
  GOVERNMENT,
  CLOUD,
  HOSTING,
  ISP,
  MOBILE,
  CDN,
  SHARED_EGRESS,
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
