package org.truecost.download;

import java.util.Locale;

/** Which 206 answers count as a download. */
public enum PartialContent {
  NEVER,
  /** Those whose logged range starts at byte 0, so that a transfer in pieces counts once. */
  FROM_START,
  /** As {@link #FROM_START}, and every one whose range the log does not hold. */
  FROM_START_OR_UNLOGGED,
  /** Every one: a file fetched in ten ranges is ten downloads, as PyPI counts. */
  EACH;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }

  boolean counts(long rangeStart) {
    return switch (this) {
      case NEVER -> false;
      case FROM_START -> rangeStart == 0;
      case FROM_START_OR_UNLOGGED -> rangeStart <= 0;
      case EACH -> true;
    };
  }
}
