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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

  private static final String MONTHS =
      "SELECT month, sample_weight, CAST(sum(requests) AS BIGINT) FROM usage_month GROUP BY ALL";

  private final Rater rater;

  private final SortedSet<String> currencies;
  private final Map<String, SourceFacts> sources;

  /**
   * @param cards the prices
   * @param sources what is known of the sources, by id; of others it is said that nothing is
   */
  public TrueCostReport(RateCards cards, Map<String, SourceFacts> sources) {
    this.rater = new Rater(cards);
    this.currencies =
        cards.cards().stream()
            .map(RateCard::currency)
            .collect(Collectors.toCollection(TreeSet::new));
    this.sources = Map.copyOf(sources);
  }

  /** Where a cell's usage is billed. */
  private record Place(String billingAccount, String provider, String billingRegion) {}

  private record PricedPool(Rater.Rateable rateable, List<UsageCell> cells) {}

  private static final Comparator<UnratedUsage> UNRATED_ORDER =
      Comparator.comparing(UnratedUsage::provider)
          .thenComparing(UnratedUsage::billingAccount)
          .thenComparing(UnratedUsage::billingRegion)
          .thenComparing(UnratedUsage::meter)
          .thenComparing(UnratedUsage::reason);

  /** Asks for one month. */
  public TrueCost run(Connection connection, YearMonth month, TrueCostOptions options)
      throws SQLException {
    return run(connection, List.of(month), options);
  }

  /**
   * Asks a connection that has the table or view {@code usage_month}. Each month is priced by
   * itself, by its cards and from its first tier on.
   *
   * @throws SQLException if the table cannot be read
   */
  public TrueCost run(Connection connection, List<YearMonth> months, TrueCostOptions options)
      throws SQLException {
    requireNonNull(options, "options");
    List<UsageCell> cells = new ArrayList<>();
    List<RatedPool> pools = new ArrayList<>();
    List<UnratedUsage> unrated = new ArrayList<>();
    Map<String, RateCard> cards = new TreeMap<>();
    for (YearMonth month : months) {
      List<UsageCell> ofMonth = cells(connection, month, options);
      for (UsageCell cell : ofMonth) {
        cell.describe(sources.getOrDefault(cell.source, SourceFacts.UNKNOWN));
      }
      for (Meter meter : Meter.values()) {
        price(meter, month, options.currency(), ofMonth, pools, unrated, cards);
      }
      cells.addAll(ofMonth);
    }
    TrueCostRollUp rollUp = new TrueCostRollUp(options, cells);
    return new TrueCost(
        months,
        options,
        rollUp.rows(),
        rollUp.total(),
        summed(unrated),
        pools,
        List.copyOf(cards.values()),
        otherMonths(connection, months),
        currencies,
        cells.stream()
            .map(cell -> cell.source)
            .filter(source -> !sources.containsKey(source))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The same usage of several months as one. */
  private static List<UnratedUsage> summed(List<UnratedUsage> unrated) {
    Map<UnratedUsage, BigDecimal> sums = new HashMap<>();
    unrated.forEach(
        usage -> sums.merge(usage.of(BigDecimal.ZERO), usage.quantity(), BigDecimal::add));
    return sums.entrySet().stream()
        .map(sum -> sum.getKey().of(sum.getValue()))
        .sorted(UNRATED_ORDER)
        .toList();
  }

  /** Requests in months that are not asked for, weighted by sampling. */
  private static SortedMap<YearMonth, BigDecimal> otherMonths(
      Connection connection, List<YearMonth> months) throws SQLException {
    SortedMap<YearMonth, BigDecimal> others = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(MONTHS);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        YearMonth month = YearMonth.parse(rows.getString(1));
        if (!months.contains(month)) {
          others.merge(
              month,
              rows.getBigDecimal(2).multiply(BigDecimal.valueOf(rows.getLong(3))),
              BigDecimal::add);
        }
      }
    }
    return others;
  }

  private static List<UsageCell> cells(
      Connection connection, YearMonth month, TrueCostOptions options) throws SQLException {
    List<UsageCell> cells = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setBoolean(1, options.by().contains(Dimension.COUNTRY));
      query.setBoolean(2, options.by().contains(Dimension.TOOL));
      query.setString(3, month.toString());
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
                if (!rateable.entry().regions().isEmpty()) {
                  there.forEach(UsageCell::pricedByRegion);
                }
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
