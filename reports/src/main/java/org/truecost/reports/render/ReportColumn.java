package org.truecost.reports.render;

import static java.util.Objects.requireNonNull;

/**
 * A column of a report.
 *
 * @param name the key in JSON and the head in CSV: the column name of the tables
 * @param heading what a terminal shows
 * @param style how a terminal shows its values
 * @param onTerminal whether a terminal has room for it; JSON and CSV always have
 */
public record ReportColumn(String name, String heading, Style style, boolean onTerminal) {
  /** What values are, and with how many places a terminal shows them. */
  public enum Style {
    TEXT(0, ""),
    /** Whole things; decimals only after sampling. */
    COUNT(0, ""),
    GIGABYTES(3, ""),
    MONEY(2, "unrated"),
    /** A fraction of money, shown in percent. */
    COST_SHARE(1, "unrated"),
    /** A fraction of anything else, shown in percent. */
    SHARE(1, "");

    private final int places;
    private final String unknown;

    Style(int places, String unknown) {
      this.places = places;
      this.unknown = unknown;
    }

    int places() {
      return places;
    }

    /** What a terminal shows where there is no value. */
    String unknown() {
      return unknown;
    }

    boolean isPercent() {
      return this == SHARE || this == COST_SHARE;
    }
  }

  /** A column that is shown everywhere. */
  public ReportColumn(String name, String heading, Style style) {
    this(name, heading, style, true);
  }

  public ReportColumn {
    requireNonNull(name, "name");
    requireNonNull(heading, "heading");
    requireNonNull(style, "style");
  }
}
