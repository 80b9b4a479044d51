package org.truecost.organization;

import java.util.Locale;

/** Whether an organization may be named in public. */
public enum Publication {
  /** Only in reports for the operator: what holds unless somebody says otherwise. */
  PRIVATE,
  PUBLIC;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in CSV and reports. */
  public String label() {
    return label;
  }
}
