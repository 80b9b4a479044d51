package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.rating.Meter;
import org.truecost.rating.RateCardLoader;
import org.truecost.rating.RateCards;
import org.truecost.rating.RatedPool;
import org.truecost.rating.UnratedReason;

class TrueCostReportTest {
  private static final YearMonth MONTH = YearMonth.of(2026, 10);
  private static final TrueCostOptions OPTIONS = TrueCostOptions.DEFAULT;

  private UsageTable usage;

  @BeforeEach
  void createUsage() throws SQLException {
    usage = new UsageTable();
  }

  @AfterEach
  void closeUsage() throws SQLException {
    usage.close();
  }

  @Test
  void givesEveryOrganizationTheAverageRateOfItsPool() throws SQLException {
    usage.add("acme", "customer_network", "ci", "na", gigabytes(9, 300));
    usage.add("acme", "customer_network", "interactive", "na", gigabytes(1, 100));
    usage.add("unattributed", "none", "unknown", "na", gigabytes(10, 600));

    TrueCost cost = report(OPTIONS);

    // 10 GB at 0.10 and 10 GB at 0.05 are 1.50, 0.075 a GB; 1,000 requests at 0.01 per 1,000.
    assertThat(cost.rows())
        .extracting(
            row -> row.name(Dimension.ORGANIZATION),
            row -> row.name(Dimension.TRAFFIC_CLASS),
            row -> row.name(Dimension.REGISTRY),
            TrueCostRow::requests,
            TrueCostRow::gigabytes,
            TrueCostRow::listCost,
            TrueCostRow::numberKind)
        .containsExactly(
            tuple(
                "unattributed",
                "unknown",
                "crates-io",
                number("600"),
                number("10.000000000"),
                number("0.756000000000"),
                NumberKind.MEASURED),
            tuple(
                "acme",
                "ci",
                "crates-io",
                number("300"),
                number("9.000000000"),
                number("0.678000000000"),
                NumberKind.MEASURED),
            tuple(
                "acme",
                "interactive",
                "crates-io",
                number("100"),
                number("1.000000000"),
                number("0.076000000000"),
                NumberKind.MEASURED));
    assertThat(cost.total().listCost()).isEqualTo(number("1.510000000000"));
    assertThat(cost.total().shareOfCost()).isEqualByComparingTo("1");
    assertThat(sum(cost, TrueCostRow::shareOfCost)).isEqualByComparingTo("1");
  }

  @Test
  void addsRowsOfManyHoursAndRunsAndLeavesOtherMonthsOut() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 1) + ", 'run-1' AS run_id");
    usage.add("acme", "asn", "ci", "na", gigabytes(2, 2) + ", 'run-2' AS run_id");
    usage.execute("UPDATE usage SET month = '2026-09' WHERE run_id = 'run-2'");
    usage.add("acme", "asn", "ci", "na", gigabytes(4, 4) + ", 'run-3' AS run_id");

    assertThat(report(OPTIONS).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.gigabytes()).isEqualByComparingTo("5"));
  }

  @Test
  void saysHowManyRequestsLieInOtherMonths() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 4));
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 3) + ", 2.5 AS sample_weight");
    usage.execute("UPDATE usage SET month = '2026-09' WHERE sample_weight > 1");
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 7));

    assertThat(report(OPTIONS).otherMonths().toString()).startsWith("{2026-09=7.5").endsWith("}");
  }

  @Test
  void pricesEachOfSeveralMonthsByItself() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(9, 0));
    usage.execute("UPDATE usage SET month = '2026-09'");
    usage.add("acme", "asn", "ci", "na", gigabytes(9, 0));
    usage.add("acme", "asn", "ci", "unknown", gigabytes(2, 0));

    TrueCost both =
        new TrueCostReport(cards(), Map.of())
            .run(usage.connection(), List.of(MONTH.minusMonths(1), MONTH), OPTIONS);

    // 9 GB at 0.10, twice: together they would reach the second tier.
    assertThat(both.total().listCost()).isEqualByComparingTo("1.80");
    assertThat(both.total().gigabytes()).isEqualByComparingTo("20");
    assertThat(both.pools().stream().filter(pool -> pool.quantity().signum() > 0)).hasSize(2);
    assertThat(both.period()).isEqualTo("2026-09..2026-10");
    assertThat(both.otherMonths()).isEmpty();
  }

  @Test
  void groupsByWhateverDecidesCostOrOwner() throws SQLException {
    usage.add(
        "acme",
        "asn",
        "ci",
        "na",
        gigabytes(1, 1) + ", 's1' AS source, 'NO' AS client_country, 'cargo' AS client_tool");
    usage.add(
        "acme",
        "asn",
        "ci",
        "na",
        gigabytes(2, 2) + ", 's2' AS source, 'NO' AS client_country, 'pip' AS client_tool");

    List<TrueCostRow> rows =
        report(OPTIONS.by(Dimension.TOOL, Dimension.SOURCE, Dimension.COUNTRY)).rows();

    assertThat(rows)
        .extracting(row -> row.names().values().toString())
        .containsExactly("[s2, NO, pip]", "[s1, NO, cargo]");
    assertThat(report(OPTIONS.by(Dimension.COUNTRY)).rows()).hasSize(1);
    assertThat(report(OPTIONS.by(Dimension.PROVIDER, Dimension.BILLING_ACCOUNT)).rows())
        .extracting(row -> row.names().values().toString())
        .containsExactly("[example-cdn, crates]");
  }

  @Test
  void callsNothingMeasuredThatIsAnnouncedAssumedOrUnrated() throws SQLException {
    usage.add("sent", "asn", "ci", "na", gigabytes(1, 1) + ", 's' AS source");
    usage.add("announced", "asn", "ci", "na", gigabytes(1, 1) + ", 'l' AS source");
    usage.add("empty", "asn", "ci", "na", gigabytes(0, 1) + ", 'l' AS source");
    usage.add("placed", "asn", "ci", "na", gigabytes(1, 1) + ", 'r' AS source");
    usage.add("partly", "asn", "ci", "unknown", gigabytes(1, 1) + ", 's' AS source");
    usage.add("unrated", "asn", "ci", "unknown", gigabytes(1, 0) + ", 'other' AS source");
    Map<String, SourceFacts> sources =
        Map.of(
            "s",
            new SourceFacts(false, false),
            "l",
            new SourceFacts(true, false),
            "r",
            new SourceFacts(false, true));

    TrueCost cost =
        new TrueCostReport(cards(), sources)
            .run(usage.connection(), MONTH, OPTIONS.by(Dimension.ORGANIZATION));

    assertThat(cost.rows())
        .extracting(row -> row.name(Dimension.ORGANIZATION), TrueCostRow::kind)
        .containsExactlyInAnyOrder(
            tuple("sent", "measured"),
            tuple("announced", "estimated"),
            tuple("empty", "measured"),
            tuple("placed", "assumed"),
            tuple("partly", "measured, partly unrated"),
            tuple("unrated", "unrated"));
    assertThat(cost.total().kind()).isEqualTo("assumed, partly unrated");
    assertThat(cost.unknownSources()).containsExactly("other");
  }

  @Test
  void showsUsageWithoutARateAndGivesItNoPrice() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 0));
    usage.add("acme", "asn", "ci", "unknown", gigabytes(7, 0));
    usage.add("globex", "asn", "ci", "unknown", gigabytes(3, 0));

    TrueCost cost = report(OPTIONS.by(Dimension.ORGANIZATION));

    assertThat(cost.rows())
        .extracting(
            row -> row.name(Dimension.ORGANIZATION),
            TrueCostRow::listCost,
            TrueCostRow::shareOfCost,
            TrueCostRow::unratedBytes)
        .containsExactly(
            tuple("acme", number("0.100000000000"), number("1.000000000000"), number("7000000000")),
            tuple("globex", null, null, number("3000000000")));
    assertThat(cost.unrated())
        .extracting(
            UnratedUsage::billingRegion,
            UnratedUsage::meter,
            UnratedUsage::reason,
            usage -> usage.quantity().toBigIntegerExact().toString())
        .containsExactly(
            tuple("unknown", Meter.EGRESS, UnratedReason.NO_PRICE_FOR_REGION, "10000000000"));
  }

  @Test
  void convertsNoCurrencyInSilence() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 1));

    TrueCost cost = report(new TrueCostOptions("EUR", OPTIONS.by(), 0));

    assertThat(cost.total().listCost()).isNull();
    assertThat(cost.unrated())
        .extracting(UnratedUsage::reason)
        .containsExactly(UnratedReason.UNCONVERTED, UnratedReason.UNCONVERTED);
  }

  @Test
  void weightsSampledRowsAndCallsThemEstimates() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(1, 3) + ", 2.5 AS sample_weight");
    usage.add("globex", "asn", "ci", "na", gigabytes(1, 3));

    assertThat(report(OPTIONS.by(Dimension.ORGANIZATION)).rows())
        .extracting(
            row -> row.name(Dimension.ORGANIZATION),
            TrueCostRow::requests,
            TrueCostRow::gigabytes,
            TrueCostRow::numberKind)
        .containsExactly(
            tuple("acme", number("7.5"), number("2.500000000"), NumberKind.ESTIMATED),
            tuple("globex", number("3"), number("1.000000000"), NumberKind.MEASURED));
  }

  @Test
  void callsCostsAtEstimatedPricesEstimates() throws SQLException {
    usage.add("acme", "asn", "ci", "eu", gigabytes(1, 0));

    assertThat(report(OPTIONS).total().numberKind()).isEqualTo(NumberKind.ESTIMATED);
  }

  @Test
  void foldsOrganizationsBelowTheTopIntoOneRowButNeverTheUnattributed() throws SQLException {
    usage.add("acme", "asn", "ci", "na", gigabytes(5, 1));
    usage.add("globex", "asn", "ci", "na", gigabytes(4, 1));
    usage.add("initech", "declared", "mirror", "na", gigabytes(3, 1));
    usage.add("unattributed", "none", "unknown", "na", gigabytes(1, 1));

    TrueCost cost = report(OPTIONS.top(1));

    assertThat(cost.rows())
        .extracting(
            row -> row.name(Dimension.ORGANIZATION),
            row -> row.name(Dimension.TRAFFIC_CLASS),
            row -> row.name(Dimension.REGISTRY))
        .containsExactly(
            tuple("acme", "ci", "crates-io"),
            tuple("unattributed", "unknown", "crates-io"),
            tuple("2 other organizations", "all", "all"));
    assertThat(sum(cost, TrueCostRow::listCost)).isEqualByComparingTo(cost.total().listCost());
  }

  @Test
  void refusesATopWithoutOrganizations() {
    assertThatThrownBy(() -> new TrueCostOptions("USD", List.of(Dimension.REGISTRY), 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void answersWithNothingForAMonthWithoutUsage() throws SQLException {
    TrueCost cost = report(OPTIONS);

    assertThat(cost.rows()).isEmpty();
    assertThat(cost.total().listCost()).isNull();
    assertThat(cost.total().bytesSent()).isEqualByComparingTo("0");
  }

  @Test
  void addsUpToThePoolsInEveryGroupingWhateverTheUsage() throws SQLException {
    Random random = new Random(42);
    for (int i = 0; i < 400; i++) {
      usage.add(
          "org-" + random.nextInt(30),
          random.nextInt(5) == 0 ? "residential" : "asn",
          List.of("ci", "mirror", "unknown").get(random.nextInt(3)),
          List.of("na", "eu", "unknown").get(random.nextInt(3)),
          random.nextLong(1L << 40)
              + " AS bytes_sent, "
              + random.nextInt(1_000_000)
              + " AS requests, 1."
              + (1 + random.nextInt(9))
              + " AS sample_weight");
    }

    TrueCost cost = report(OPTIONS);
    BigDecimal bill =
        cost.pools().stream()
            .map(pool -> pool.listCost().amount())
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(cost.pools()).hasSize(3);
    assertThat(cost.pools()).extracting(RatedPool::quantity).allMatch(q -> q.signum() > 0);
    assertThat(cost.total().listCost()).isEqualTo(bill);
    for (TrueCostOptions options :
        List.of(
            OPTIONS,
            OPTIONS.by(Dimension.ORGANIZATION),
            OPTIONS.by(Dimension.TRAFFIC_CLASS),
            OPTIONS.by(Dimension.REGISTRY),
            OPTIONS.by(Dimension.COUNTRY, Dimension.TOOL, Dimension.SOURCE),
            OPTIONS.by(Dimension.REGISTRY, Dimension.ORGANIZATION).top(5))) {
      TrueCost grouped = report(options);
      assertThat(grouped.total().listCost()).isEqualTo(bill);
      assertThat(sum(grouped, TrueCostRow::listCost)).isEqualByComparingTo(bill);
      assertThat(sum(grouped, TrueCostRow::bytesSent))
          .isEqualByComparingTo(cost.total().bytesSent());
      assertThat(sum(grouped, TrueCostRow::requests)).isEqualByComparingTo(cost.total().requests());
      assertThat(sum(grouped, TrueCostRow::unratedBytes))
          .isEqualByComparingTo(cost.total().unratedBytes());
      assertThat(sum(grouped, TrueCostRow::shareOfCost)).isEqualByComparingTo("1");
    }
  }

  @Test
  void doesNotDependOnTheOrderOfRows() throws SQLException {
    for (int i = 0; i < 50; i++) {
      usage.add("org-" + i % 7, "asn", "ci", "na", (1000 + i % 3) + " AS bytes_sent");
    }
    TrueCost before = report(OPTIONS);

    usage.execute("CREATE TABLE shuffled AS SELECT * FROM usage ORDER BY hash(bytes_sent, rowid)");
    usage.execute("DELETE FROM usage");
    usage.execute("INSERT INTO usage SELECT * FROM shuffled");

    assertThat(report(OPTIONS)).isEqualTo(before);
  }

  private TrueCost report(TrueCostOptions options) throws SQLException {
    return new TrueCostReport(cards(), Map.of()).run(usage.connection(), MONTH, options);
  }

  private static RateCards cards() {
    String card =
        """
        id: example-2026
        provider: example-cdn
        currency: USD
        unit: GB
        valid_from: 2026-01-01
        source: "example price list"
        retrieved: 2026-01-15
        kind: published
        meters:
          - meter: egress
            prices:
              - regions: [na]
                tiers:
                  - { up_to: 10, price: 0.10 }
                  - { price: 0.05 }
              - regions: [eu]
                kind: estimated
                tiers: [{ price: 0.07 }]
          - meter: requests
            per: 1000
            prices:
              - tiers: [{ price: 0.01 }]
        """;
    return RateCardLoader.load(ConfigDirectory.of(Map.of("rate-cards/example.yaml", card)));
  }

  private static String gigabytes(int gigabytes, int requests) {
    return gigabytes * 1_000_000_000L + " AS bytes_sent, " + requests + " AS requests";
  }

  private static BigDecimal sum(TrueCost cost, Function<TrueCostRow, BigDecimal> measure) {
    return cost.rows().stream()
        .map(measure)
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }
}
