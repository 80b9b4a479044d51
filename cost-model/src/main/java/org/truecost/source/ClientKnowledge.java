package org.truecost.source;

import java.util.Locale;

/** What a source's log knows of the client. */
public enum ClientKnowledge {
  ADDRESS,
  /** A salted hash: distinct clients can be counted, organizations cannot be found. */
  SALTED_HASH,
  NONE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
