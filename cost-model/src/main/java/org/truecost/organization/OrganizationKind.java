package org.truecost.organization;

import java.util.Locale;

/** What sort of organization it is. */
public enum OrganizationKind {
  COMPANY,
  EDUCATION,
  GOVERNMENT,
  NONPROFIT,
  /** An open source project or another community without a legal form. */
  COMMUNITY;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in CSV and reports. */
  public String label() {
    return label;
  }
}
