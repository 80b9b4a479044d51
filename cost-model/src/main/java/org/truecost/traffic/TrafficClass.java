package org.truecost.traffic;

import java.util.Locale;

/** Who is behind a request. A closed set; every verdict names the rule that gave it. */
public enum TrafficClass {
  /** A person at a keyboard, shown by positive evidence; never inferred from a missing CI token. */
  INTERACTIVE,
  CI,
  /** Servers and containers that install at deploy or run time. */
  FLEET,
  /** An install whose person-or-machine is undecided. */
  PACKAGE_CLIENT,
  UPDATE_BOT,
  AI_AGENT,
  AI_CRAWLER,
  SECURITY_SCANNER,
  MIRROR,
  CACHING_PROXY,
  RESEARCH,
  CRAWLER,
  BROWSER,
  MONITORING,
  REGISTRY_INTERNAL,
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
