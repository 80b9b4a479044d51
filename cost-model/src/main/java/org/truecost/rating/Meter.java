package org.truecost.rating;

import java.util.Locale;

/** What a provider counts to bill. A closed set. */
public enum Meter {
  /** Bytes sent to clients. */
  EGRESS,
  /** Requests answered, whatever the answer. */
  REQUESTS;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
