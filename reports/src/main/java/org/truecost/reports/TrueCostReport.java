package org.truecost.reports;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.rating.Allocator;
import org.truecost.rating.Meter;
import org.truecost.rating.Pool;
import org.truecost.rating.PriceKind;
import org.truecost.rating.RateCard;
import org.truecost.rating.RateCards;
import org.truecost.rating.RatedPool;
import org.truecost.rating.Rater;
import org.truecost.rating.UnratedReason;

/**
 * Who caused what cost in a month, at list prices.
 *
 * <p>Each pool of usage is priced as a whole; its rounded cost is then split by bytes (or requests)
 * among the finest cells, and every row of every grouping is a sum of those.
 */
public final class TrueCostReport {
  private static final String QUERY = QueryFile.read("true-cost.sql");

  private final Rater rater;

  public TrueCostReport(RateCards cards) {
    this.rater = new Rater(cards);
  }

  /** Where a cell's usage is billed. */
  private record Place(String billingAccount, String provider, String billingRegion) {}

  private record PricedPool(Rater.Rateable rateable, List<UsageCell> cells) {}

  private static final Comparator<UnratedUsage> UNRATED_ORDER =
      Comparator.comparing(UnratedUsage::provider)
          .thenComparing(UnratedUsage::billingAccount)
          .thenComparing(UnratedUsage::billingRegion)
          .thenComparing(UnratedUsage::meter);

  /**
   * Asks a connection that has the table or view {@code usage_month}.
   *
   * @throws SQLException if the table cannot be read
   */
  public TrueCost run(Connection connection, YearMonth month, TrueCostOptions options)
      throws SQLException {
    requireNonNull(options, "options");
    List<UsageCell> cells = cells(connection, month);
    List<RatedPool> pools = new ArrayList<>();
    List<UnratedUsage> unrated = new ArrayList<>();
    Map<String, RateCard> cards = new TreeMap<>();
    for (Meter meter : Meter.values()) {
      price(meter, month, options.currency(), cells, pools, unrated, cards);
    }
    unrated.sort(UNRATED_ORDER);
    TrueCostRollUp rollUp = new TrueCostRollUp(options, cells);
    return new TrueCost(
        month, options, rollUp.rows(), rollUp.total(), unrated, pools, List.copyOf(cards.values()));
  }

  private static List<UsageCell> cells(Connection connection, YearMonth month) throws SQLException {
    List<UsageCell> cells = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, month.toString());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          cells.add(new UsageCell(rows));
        }
      }
    }
    return cells;
  }

  private void price(
      Meter meter,
      YearMonth month,
      String currency,
      List<UsageCell> cells,
      List<RatedPool> pools,
      List<UnratedUsage> unrated,
      Map<String, RateCard> cards) {
    Map<Pool, PricedPool> priced = new TreeMap<>();
    byPlace(cells)
        .forEach(
            (place, there) -> {
              Rater.Placement placement =
                  rater.place(
                      place.billingAccount(),
                      place.provider(),
                      month,
                      meter,
                      place.billingRegion());
              if (placement instanceof Rater.Rateable rateable
                  && rateable.card().currency().equals(currency)) {
                priced
                    .computeIfAbsent(
                        rateable.pool(), pool -> new PricedPool(rateable, new ArrayList<>()))
                    .cells()
                    .addAll(there);
                cards.put(rateable.card().id(), rateable.card());
              } else {
                leaveUnrated(meter, place, reason(placement), there, unrated);
              }
            });
    for (PricedPool pool : priced.values()) {
      pools.add(share(meter, pool));
    }
  }

  /** Prices a pool and gives each cell its part by quantity: the average rate. */
  private static RatedPool share(Meter meter, PricedPool pool) {
    List<BigDecimal> drivers = pool.cells().stream().map(cell -> cell.quantity(meter)).toList();
    RatedPool rated = pool.rateable().rate(sum(drivers));
    // C(0) is 0, so a pool without quantity leaves nothing unallocated.
    List<BigDecimal> parts =
        Allocator.allocate(rated.listCost().amount(), RatedPool.MONEY_SCALE, drivers).parts();
    boolean estimated = rated.kind() == PriceKind.ESTIMATED;
    for (int i = 0; i < parts.size(); i++) {
      pool.cells().get(i).rate(meter, parts.get(i), estimated);
    }
    return rated;
  }

  private static void leaveUnrated(
      Meter meter,
      Place place,
      UnratedReason reason,
      List<UsageCell> cells,
      List<UnratedUsage> unrated) {
    BigDecimal quantity = sum(cells.stream().map(cell -> cell.quantity(meter)).toList());
    cells.forEach(cell -> cell.leaveUnrated(meter));
    if (quantity.signum() > 0) {
      unrated.add(
          new UnratedUsage(
              place.provider(),
              place.billingAccount(),
              place.billingRegion(),
              meter,
              reason,
              quantity));
    }
  }

  private static UnratedReason reason(Rater.Placement placement) {
    return placement instanceof Rater.Unrated none ? none.reason() : UnratedReason.UNCONVERTED;
  }

  /** Cells by place, both in the order of the query: ties of an allocation depend on it. */
  private static Map<Place, List<UsageCell>> byPlace(List<UsageCell> cells) {
    Map<Place, List<UsageCell>> byPlace = new LinkedHashMap<>();
    for (UsageCell cell : cells) {
      byPlace
          .computeIfAbsent(
              new Place(cell.billingAccount, cell.provider, cell.billingRegion),
              place -> new ArrayList<>())
          .add(cell);
    }
    return byPlace;
  }

  private static BigDecimal sum(List<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
