package org.truecost.reports;

/** What a true-cost report can be grouped by. */
public enum Dimension {
  ORGANIZATION("organization", "organization"),
  TRAFFIC_CLASS("class", "traffic_class"),
  REGISTRY("registry", "registry"),
  PROVIDER("provider", "provider"),
  BILLING_ACCOUNT("account", "billing_account"),
  SOURCE("source", "source"),
  COUNTRY("country", "client_country"),
  TOOL("tool", "client_tool");

  private final String label;
  private final String column;

  Dimension(String label, String column) {
    this.label = label;
    this.column = column;
  }

  /** The short name for a command line. */
  public String label() {
    return label;
  }

  /** The column in tables and in JSON. */
  public String column() {
    return column;
  }
}
