package org.truecost.source;

import java.util.Locale;

/** How fine the {@code downloads} table of a source is. */
public enum PackageGrain {
  FILE,
  VERSION,
  PACKAGE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
