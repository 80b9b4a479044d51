package org.truecost.source;

import java.util.Locale;

/** What a source's byte field counts. Sums over different meanings carry a label. */
public enum ByteMeaning {
  BODY,
  BODY_AND_HEADERS,
  /** The announced length, not what was sent: an estimate. */
  CONTENT_LENGTH;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
