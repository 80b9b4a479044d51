package org.truecost.reports;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.truecost.rating.Meter;
import org.truecost.rating.PriceKind;
import org.truecost.rating.RateCard;
import org.truecost.rating.RatedPool;
import org.truecost.rating.Tariff;
import org.truecost.rating.UnratedReason;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;

/** A true-cost report ready to be shown: its rows, what has no rate, and the prices behind it. */
public final class TrueCostDocument {
  private TrueCostDocument() {}

  /**
   * Tables {@code true_cost} (the answer), {@code unrated}, {@code rate_cards} and, not on a
   * terminal, {@code charges}: every pool's quantity and exact cost by tier.
   */
  public static Report of(TrueCost cost) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "true-cost");
    facts.put("month", cost.period());
    facts.put("currency", cost.options().currency());
    facts.put("basis", "list");
    Optional<String> nothing = nothingPriced(cost);
    nothing.ifPresent(sentence -> facts.put("attention", sentence));
    return new Report(
        "True cost of "
            + cost.period()
            + " at list prices, in "
            + cost.options().currency()
            + ", each pool at its average rate"
            + nothing.map(sentence -> "\n" + sentence).orElse(""),
        facts,
        List.of(rows(cost), unrated(cost), cards(cost), charges(cost)),
        notes(cost));
  }

  private static ReportTable rows(TrueCost cost) {
    List<ReportColumn> columns = new ArrayList<>();
    for (Dimension dimension : cost.options().by()) {
      columns.add(new ReportColumn(dimension.column(), dimension.label(), Style.TEXT));
    }
    columns.add(new ReportColumn("requests", "requests", Style.COUNT));
    columns.add(new ReportColumn("bytes_sent", "bytes", Style.COUNT, false));
    columns.add(new ReportColumn("gb", "GB", Style.GIGABYTES));
    columns.add(new ReportColumn("list_cost", "list cost", Style.MONEY));
    columns.add(new ReportColumn("share_of_cost", "share", Style.COST_SHARE));
    TrueCostRow sum = cost.total();
    columns.add(
        whereAny("unrated_requests", "unrated requests", Style.COUNT, sum.unratedRequests()));
    columns.add(whereAny("unrated_bytes", "unrated bytes", Style.COUNT, sum.unratedBytes()));
    columns.add(
        whereAny(
            "requests_without_bytes",
            "requests without bytes",
            Style.COUNT,
            sum.requestsWithoutBytes()));
    columns.add(new ReportColumn("number_kind", "kind", Style.TEXT));
    List<List<Object>> values = new ArrayList<>();
    cost.rows().forEach(row -> values.add(values(cost.options().by(), row)));
    List<Object> total = values(cost.options().by(), cost.total());
    total.set(0, "total");
    return new ReportTable("true_cost", "", columns, values, total);
  }

  /** A column that a terminal shows if there is any of it. */
  private static ReportColumn whereAny(String name, String heading, Style style, BigDecimal total) {
    return new ReportColumn(name, heading, style, total.signum() > 0);
  }

  private static List<Object> values(List<Dimension> by, TrueCostRow row) {
    List<Object> values = new ArrayList<>();
    for (Dimension dimension : by) {
      values.add(row.name(dimension));
    }
    values.add(row.requests());
    values.add(row.bytesSent());
    values.add(row.gigabytes());
    values.add(row.listCost());
    values.add(row.shareOfCost());
    values.add(row.unratedRequests());
    values.add(row.unratedBytes());
    values.add(row.requestsWithoutBytes());
    values.add(row.kind());
    return values;
  }

  private static ReportTable unrated(TrueCost cost) {
    List<List<Object>> values = new ArrayList<>();
    for (UnratedUsage usage : cost.unrated()) {
      values.add(
          List.of(
              usage.provider(),
              usage.billingAccount(),
              usage.billingRegion(),
              usage.meter().label(),
              usage.quantity().stripTrailingZeros(),
              usage.meter() == Meter.EGRESS ? "bytes" : "requests",
              usage.reason().label()));
    }
    return new ReportTable(
        "unrated",
        "Usage without a rate",
        List.of(
            new ReportColumn("provider", "provider", Style.TEXT),
            new ReportColumn("billing_account", "account", Style.TEXT),
            new ReportColumn("billing_region", "region", Style.TEXT),
            new ReportColumn("meter", "meter", Style.TEXT),
            new ReportColumn("quantity", "quantity", Style.COUNT),
            new ReportColumn("unit", "unit", Style.TEXT),
            new ReportColumn("reason", "reason", Style.TEXT)),
        values,
        null);
  }

  private static ReportTable cards(TrueCost cost) {
    List<List<Object>> values = new ArrayList<>();
    for (RateCard card : cost.cards()) {
      values.add(
          List.of(
              card.id(),
              card.unit().label(),
              listCost(cost, card),
              estimated(cost, card) ? "estimated" : "published",
              card.retrieved().toString(),
              card.source()));
    }
    return new ReportTable(
        "rate_cards",
        "Rate cards in use",
        List.of(
            new ReportColumn("id", "rate card", Style.TEXT),
            new ReportColumn("unit", "unit", Style.TEXT),
            new ReportColumn("list_cost", "list cost", Style.MONEY),
            new ReportColumn("kind", "prices used", Style.TEXT),
            new ReportColumn("retrieved", "retrieved", Style.TEXT),
            new ReportColumn("source", "source", Style.TEXT)),
        values,
        null);
  }

  private static ReportTable charges(TrueCost cost) {
    List<List<Object>> values = new ArrayList<>();
    for (RatedPool rated : cost.pools()) {
      for (Tariff.Line line : rated.lines()) {
        values.add(
            List.of(
                rated.pool().billingAccount(),
                rated.pool().provider(),
                rated.pool().month().toString(),
                rated.pool().meter().label(),
                rated.pool().region(),
                rated.cardId(),
                BigDecimal.valueOf(line.tier()),
                line.quantity().stripTrailingZeros(),
                line.unitPrice(),
                line.listCost().stripTrailingZeros()));
      }
    }
    List<ReportColumn> columns = new ArrayList<>();
    for (String text :
        List.of("billing_account", "provider", "month", "meter", "billing_region", "rate_card")) {
      columns.add(new ReportColumn(text, text, Style.TEXT, false));
    }
    for (String number : List.of("tier", "quantity", "unit_price", "list_cost")) {
      columns.add(new ReportColumn(number, number, Style.COUNT, false));
    }
    return new ReportTable("charges", "", columns, values, null);
  }

  private static BigDecimal listCost(TrueCost cost, RateCard card) {
    return cost.pools().stream()
        .filter(pool -> pool.cardId().equals(card.id()))
        .map(pool -> pool.listCost().amount())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean estimated(TrueCost cost, RateCard card) {
    return cost.pools().stream()
        .anyMatch(
            pool ->
                pool.cardId().equals(card.id())
                    && pool.quantity().signum() > 0
                    && pool.kind() == PriceKind.ESTIMATED);
  }

  /** A table of nothing but unrated usage must not be mistaken for an answer. */
  private static Optional<String> nothingPriced(TrueCost cost) {
    if (cost.total().listCost() != null || cost.unrated().isEmpty()) {
      return Optional.empty();
    }
    String currency = cost.options().currency();
    boolean other =
        cost.unrated().stream().anyMatch(usage -> usage.reason() == UnratedReason.UNCONVERTED);
    return Optional.of(
        other
            ? "ATTENTION: nothing is priced, since no rate card that applies is in "
                + currency
                + ", and nothing is converted. There are cards in "
                + String.join(", ", cost.currencies())
                + ": choose with --currency, or write cards in "
                + currency
                + " into rate-cards/."
            : "ATTENTION: nothing is priced; \"Usage without a rate\" says why. Write a card for"
                + " the provider into rate-cards/.");
  }

  /** Lines of a month's logs often lie at its edges, in its neighbours. */
  private static String otherMonths(TrueCost cost) {
    BigDecimal sum = cost.otherMonths().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    List<String> months = cost.otherMonths().keySet().stream().map(YearMonth::toString).toList();
    int last = months.size() - 1;
    String where =
        switch (months.size()) {
          case 1 -> months.get(0);
          case 2 -> months.get(0) + " and " + months.get(1);
          case 3 -> months.get(0) + ", " + months.get(1) + " and " + months.get(2);
          default ->
              months.size() + " other months from " + months.get(0) + " to " + months.get(last);
        };
    return String.format(
        Locale.ROOT,
        "Not in this report: %,.0f %s in %s, by the time of their lines.",
        sum,
        sum.compareTo(BigDecimal.ONE) == 0 ? "request" : "requests",
        where);
  }

  private static List<String> notes(TrueCost cost) {
    List<String> notes = new ArrayList<>();
    if (cost.rows().isEmpty()) {
      notes.add("No usage in " + cost.period() + ".");
    }
    if (!cost.otherMonths().isEmpty()) {
      notes.add(otherMonths(cost));
    }
    if (!cost.unrated().isEmpty()) {
      notes.add(
          "Unrated usage has no price yet: its cost is missing from the list cost, not zero.");
    }
    if (cost.total().requestsWithoutBytes().signum() > 0) {
      notes.add("Some logs do not tell bytes: the egress of those requests is unknown, not zero.");
    }
    if (cost.total().numberKind() != NumberKind.MEASURED) {
      notes.add(
          "An estimate took part where the kind is \"estimated\": a sample, an announced length of"
              + " bytes (an upper bound), or a price.");
    }
    if (cost.total().numberKind() == NumberKind.ASSUMED) {
      notes.add(
          "Where the kind is \"assumed\", the price depends on a billing region that the log does"
              + " not tell: `region:` of the source says it for all.");
    }
    if (!cost.unknownSources().isEmpty()) {
      notes.add(
          "Not known here, what the bytes and regions of "
              + String.join(", ", cost.unknownSources())
              + " are: \"measured\" may say too much. Give the file of sources with --sources.");
    }
    for (RateCard card : cost.cards()) {
      if (!card.note().isEmpty()) {
        notes.add(card.id() + ": " + card.note());
      }
    }
    return notes;
  }
}
