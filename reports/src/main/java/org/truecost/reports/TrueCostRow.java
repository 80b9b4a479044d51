package org.truecost.reports;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What some usage of a month was and costs at list prices, its pools' average rates applied.
 *
 * @param names what it is, by each dimension of the report; none for the total
 * @param requests weighted by sampling
 * @param bytesSent weighted by sampling
 * @param requestsWithoutBytes requests whose bytes the log does not tell: their egress is unknown
 * @param listCost of what has a rate, 12 places; null if nothing of it has one
 * @param shareOfCost fraction of the report's list cost, 12 places; all rows sum to 1. Null with
 *     the cost.
 * @param unratedRequests requests without a rate: their cost is not in {@code listCost}
 * @param unratedBytes bytes without a rate: their cost is not in {@code listCost}
 * @param numberKind how well the cost is known
 */
public record TrueCostRow(
    Map<Dimension, String> names,
    BigDecimal requests,
    BigDecimal bytesSent,
    BigDecimal requestsWithoutBytes,
    BigDecimal listCost,
    BigDecimal shareOfCost,
    BigDecimal unratedRequests,
    BigDecimal unratedBytes,
    NumberKind numberKind) {

  public TrueCostRow {
    Map<Dimension, String> copy = new EnumMap<>(Dimension.class);
    copy.putAll(names);
    names = Collections.unmodifiableMap(copy);
  }

  /** What it is by {@code dimension}; null if the report is not by that. */
  public String name(Dimension dimension) {
    return names.get(dimension);
  }

  /** How well the cost is known, and whether it is the cost of all of it. */
  public String kind() {
    if (listCost == null) {
      return "unrated";
    }
    boolean partly = unratedRequests.signum() > 0 || unratedBytes.signum() > 0;
    return partly ? numberKind.label() + ", partly unrated" : numberKind.label();
  }

  /** Bytes sent in units of 10^9, exact. */
  public BigDecimal gigabytes() {
    return bytesSent.movePointLeft(9);
  }
}
