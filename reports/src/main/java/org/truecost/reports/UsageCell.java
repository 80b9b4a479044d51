package org.truecost.reports;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.truecost.rating.Meter;

/**
 * A row of {@code true-cost.sql} and the list cost that pools have given it so far.
 *
 * <p>The finest cell of the report: money is allocated here once, everything above is a sum.
 */
final class UsageCell {
  final String registry;
  final String billingAccount;
  final String provider;
  final String billingRegion;
  final String organization;
  final String attributionMethod;
  final String trafficClass;
  final String source;
  final String clientCountry;
  final String clientTool;
  final BigDecimal requests;
  final BigDecimal bytesSent;
  final BigDecimal requestsWithoutBytes;
  final boolean sampled;

  private BigDecimal listCost = BigDecimal.ZERO;
  private BigDecimal unratedRequests = BigDecimal.ZERO;
  private BigDecimal unratedBytes = BigDecimal.ZERO;
  private boolean rated;
  private boolean estimatedPrice;
  private boolean regionalPrice;
  private SourceFacts facts = SourceFacts.UNKNOWN;

  UsageCell(ResultSet row) throws SQLException {
    registry = row.getString(1);
    billingAccount = row.getString(2);
    provider = row.getString(3);
    billingRegion = row.getString(4);
    organization = row.getString(5);
    attributionMethod = row.getString(6);
    trafficClass = row.getString(7);
    source = row.getString(8);
    clientCountry = row.getString(9);
    clientTool = row.getString(10);
    BigDecimal weight = row.getBigDecimal(11);
    sampled = weight.compareTo(BigDecimal.ONE) != 0;
    requests = weighted(row.getLong(12), weight);
    bytesSent = weighted(row.getLong(13), weight);
    requestsWithoutBytes = weighted(row.getLong(14), weight);
  }

  /** Unsampled quantities stay whole numbers, which BigDecimal adds several times as fast. */
  private BigDecimal weighted(long asLogged, BigDecimal weight) {
    BigDecimal quantity = BigDecimal.valueOf(asLogged);
    return sampled ? quantity.multiply(weight) : quantity;
  }

  /** What it is by {@code dimension}. */
  String name(Dimension dimension) {
    return switch (dimension) {
      case ORGANIZATION -> organization;
      case TRAFFIC_CLASS -> trafficClass;
      case REGISTRY -> registry;
      case PROVIDER -> provider;
      case BILLING_ACCOUNT -> billingAccount;
      case SOURCE -> source;
      case COUNTRY -> clientCountry;
      case TOOL -> clientTool;
    };
  }

  BigDecimal quantity(Meter meter) {
    return switch (meter) {
      case EGRESS -> bytesSent;
      case REQUESTS -> requests;
    };
  }

  /** Takes its part of a pool of {@code meter}. */
  void rate(Meter meter, BigDecimal cost, boolean priceIsEstimated) {
    listCost = listCost.add(cost);
    if (quantity(meter).signum() > 0) {
      rated = true;
      estimatedPrice |= priceIsEstimated;
    }
  }

  /** Notes what is known of its source. */
  void describe(SourceFacts ofSource) {
    facts = ofSource;
  }

  /** Notes that a price depends on its billing region. */
  void pricedByRegion() {
    regionalPrice = true;
  }

  /** Notes that its usage of {@code meter} has no price. */
  void leaveUnrated(Meter meter) {
    switch (meter) {
      case EGRESS -> unratedBytes = bytesSent;
      case REQUESTS -> unratedRequests = requests;
    }
  }

  BigDecimal listCost() {
    return listCost;
  }

  BigDecimal unratedRequests() {
    return unratedRequests;
  }

  BigDecimal unratedBytes() {
    return unratedBytes;
  }

  /** Whether any of its usage has a price. */
  boolean rated() {
    return rated;
  }

  NumberKind numberKind() {
    if (rated && regionalPrice && facts.assumedRegion()) {
      return NumberKind.ASSUMED;
    }
    boolean announced = facts.announcedBytes() && bytesSent.signum() > 0;
    return sampled || estimatedPrice || announced ? NumberKind.ESTIMATED : NumberKind.MEASURED;
  }
}
