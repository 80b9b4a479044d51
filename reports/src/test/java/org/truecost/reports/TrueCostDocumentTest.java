package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.rating.RateCardLoader;
import org.truecost.reports.render.JsonRenderer;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.TextRenderer;

class TrueCostDocumentTest {
  private static final String FASTLY =
      "'crates-io' AS registry, '2026-10' AS month, 'fastly' AS provider, 'crates-io-fastly' AS"
          + " billing_account, ";

  @Test
  void tellsCostWhatHasNoRateAndWhichPricesWereUsed() throws SQLException, IOException {
    StringWriter out = new StringWriter();

    TextRenderer.write(report(), out);

    assertThat(out.toString())
        .isEqualTo(
            """
            True cost of 2026-10 at list prices, in USD, each pool at its average rate

            +--------------+---------+-----------+------------+------------+-----------+---------+---------------+---------------------------+
            | organization | class   | registry  |   requests |         GB | list cost |   share | unrated bytes | kind                      |
            +--------------+---------+-----------+------------+------------+-----------+---------+---------------+---------------------------+
            | unattributed | unknown | crates-io |  4,000,000 |  6,001.500 |    716.40 |  59.8 % | 1,500,000,000 | estimated, partly unrated |
            | acme         | ci      | crates-io |  6,000,000 |  4,000.000 |    480.60 |  40.2 % |             0 | estimated                 |
            +--------------+---------+-----------+------------+------------+-----------+---------+---------------+---------------------------+
            | total        |         |           | 10,000,000 | 10,001.500 |  1,197.00 | 100.0 % | 1,500,000,000 | estimated, partly unrated |
            +--------------+---------+-----------+------------+------------+-----------+---------+---------------+---------------------------+

            Usage without a rate
            +----------+------------------+---------+--------+---------------+-------+---------------------+
            | provider | account          | region  | meter  |      quantity | unit  | reason              |
            +----------+------------------+---------+--------+---------------+-------+---------------------+
            | fastly   | crates-io-fastly | unknown | egress | 1,500,000,000 | bytes | no_price_for_region |
            +----------+------------------+---------+--------+---------------+-------+---------------------+

            Rate cards in use
            +------------------+------+-----------+-------------+------------+------------------------------------------------------------+
            | rate card        | unit | list cost | prices used | retrieved  | source                                                     |
            +------------------+------+-----------+-------------+------------+------------------------------------------------------------+
            | fastly-list-2026 | GB   |  1,197.00 | estimated   | 2026-05-04 | fastly.com/pricing, transcribed 2026-05-04;                |
            |                  |      |           |             |            | docs.fastly.com for the billing rules                      |
            +------------------+------+-----------+-------------+------------+------------------------------------------------------------+

            Unrated usage has no price yet: its cost is missing from the list cost, not zero.
            An estimate took part where the kind is "estimated": a sample, an announced length of bytes (an upper bound), or a price.
            fastly-list-2026: The first 100 GB and the first million requests of an account cost nothing, as the price list says. Regional prices per GB are estimates inside the published span of USD 0.08 to 0.28. The minimum of USD 50 a month and packages are not applied.
            """);
  }

  @Test
  void namesMonthCurrencyAndBasisInJson() throws SQLException, IOException {
    StringWriter out = new StringWriter();

    JsonRenderer.write(report(), out);

    assertThat(out.toString())
        .startsWith(
            """
            {
              "report" : "true-cost",
              "month" : "2026-10",
              "currency" : "USD",
              "basis" : "list",
              "true_cost" : [
                {
                  "organization" : "unattributed",
                  "traffic_class" : "unknown",
                  "registry" : "crates-io",
                  "requests" : 4000000,
                  "bytes_sent" : 6001500000000,
                  "gb" : 6001.500000000,
                  "list_cost" : 716.400000000000,
            """)
        .contains("\"reason\" : \"no_price_for_region\"")
        .contains(
            """
                  "tier" : 2,
                  "quantity" : 9900000000000,
                  "unit_price" : 0.12,
                  "list_cost" : 1188
            """);
  }

  private static Report report() throws SQLException {
    try (UsageTable usage = new UsageTable()) {
      usage.insert(
          FASTLY
              + "'eu' AS billing_region, 'acme' AS organization, 'asn' AS attribution_method, 'ci'"
              + " AS traffic_class, 4000000000000 AS bytes_sent, 6000000 AS requests",
          "");
      usage.insert(
          FASTLY
              + "'na' AS billing_region, 'unattributed' AS organization, 'none' AS"
              + " attribution_method, 'unknown' AS traffic_class, 6000000000000 AS bytes_sent,"
              + " 4000000 AS requests",
          "");
      usage.insert(
          FASTLY
              + "'unknown' AS billing_region, 'unattributed' AS organization, 'none' AS"
              + " attribution_method, 'unknown' AS traffic_class, 1500000000 AS bytes_sent, 0 AS"
              + " requests",
          "");
      return TrueCostDocument.of(
          new TrueCostReport(
                  RateCardLoader.load(ConfigDirectory.read(Path.of("..", "config"))),
                  Map.of("", new SourceFacts(false, false)))
              .run(usage.connection(), YearMonth.of(2026, 10), TrueCostOptions.DEFAULT));
    }
  }
}
