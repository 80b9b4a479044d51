package org.truecost.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.truecost.reports.render.ReportColumn.Style;

class ReportTableTest {
  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("organization", "organization", Style.TEXT),
          new ReportColumn("requests", "requests", Style.COUNT),
          new ReportColumn("list_cost", "list cost", Style.MONEY),
          new ReportColumn("number_kind", "kind", Style.TEXT));

  private final ReportTable table =
      new ReportTable(
          "true_cost",
          "",
          COLUMNS,
          List.of(
              row("acme", 7, "0.70"),
              row("globex", 5, "0.50"),
              row("initech", 3, null),
              row("hooli", 2, "0.01")),
          row("total", 17, "1.21"));

  @Test
  void foldsRowsThatHaveNoPlaceIntoOneThatSumsThemUp() {
    assertThat(table.folded(2).rows())
        .containsExactly(
            row("acme", 7, "0.70"),
            Arrays.asList("3 more rows", BigDecimal.valueOf(10), new BigDecimal("0.51"), ""));
    assertThat(table.folded(2).total()).isEqualTo(table.total());
  }

  @Test
  void keepsUnknownUnknownWhenNothingOfItIsKnown() {
    ReportTable unrated =
        new ReportTable(
            "true_cost", "", COLUMNS, List.of(row("a", 1, null), row("b", 2, null)), null);

    assertThat(unrated.folded(1).rows())
        .containsExactly(Arrays.asList("2 more rows", BigDecimal.valueOf(3), null, ""));
  }

  @Test
  void foldsNothingIfAllRowsHaveAPlace() {
    assertThat(table.folded(4)).isEqualTo(table);
  }

  private static List<Object> row(String organization, long requests, String cost) {
    return Arrays.asList(
        organization,
        BigDecimal.valueOf(requests),
        cost == null ? null : new BigDecimal(cost),
        "measured");
  }
}
