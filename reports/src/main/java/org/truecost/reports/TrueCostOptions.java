package org.truecost.reports;

import java.util.EnumSet;
import java.util.List;

/**
 * How usage is summed up in a true-cost report. Every choice adds up to the same total.
 *
 * @param currency ISO 4217 code of all amounts; prices in another are shown as unconverted
 * @param by what a row is, in order, without repetition
 * @param top keep the organizations that cost most and put the other named ones into one row; 0
 *     keeps all. Pseudo-organizations such as {@code unattributed} always keep their rows.
 */
public record TrueCostOptions(String currency, List<Dimension> by, int top) {
  /** Organization × class × registry in US dollars, all of them. */
  public static final TrueCostOptions DEFAULT =
      new TrueCostOptions(
          "USD", List.of(Dimension.ORGANIZATION, Dimension.TRAFFIC_CLASS, Dimension.REGISTRY), 0);

  public TrueCostOptions {
    by = List.copyOf(by);
    if (by.isEmpty() || EnumSet.copyOf(by).size() != by.size()) {
      throw new IllegalArgumentException("Group by one or more different dimensions: " + by);
    }
    if (top < 0) {
      throw new IllegalArgumentException("top is below zero: " + top);
    }
    if (top > 0 && !by.contains(Dimension.ORGANIZATION)) {
      throw new IllegalArgumentException("top needs a report by organization");
    }
  }

  /** The same grouped by {@code dimensions}; a {@code top} that no longer applies is dropped. */
  public TrueCostOptions by(Dimension... dimensions) {
    List<Dimension> wanted = List.of(dimensions);
    return new TrueCostOptions(currency, wanted, wanted.contains(Dimension.ORGANIZATION) ? top : 0);
  }

  /** The same with the {@code count} dearest organizations in rows of their own. */
  public TrueCostOptions top(int count) {
    return new TrueCostOptions(currency, by, count);
  }
}
