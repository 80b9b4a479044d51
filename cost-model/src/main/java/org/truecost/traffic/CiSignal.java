package org.truecost.traffic;

import java.util.Locale;

/** What a user agent says of running in CI. None of these values means "a person". */
public enum CiSignal {
  /** The client found itself in CI and says so. */
  REPORTED,
  /** The client looked for CI variables and found none ({@code "ci":null}): inconclusive. */
  NOT_FOUND,
  /** The user agent does not speak of CI. */
  NOT_SAID;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }
}
