package org.truecost.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.reports.render.ReportColumn.Style;

class RenderersTest {
  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("organization", "organization", Style.TEXT),
          new ReportColumn("bytes_sent", "bytes", Style.COUNT, false),
          new ReportColumn("gb", "GB", Style.GIGABYTES),
          new ReportColumn("list_cost", "list cost", Style.MONEY),
          new ReportColumn("share_of_cost", "share", Style.COST_SHARE));

  private static final ReportTable TABLE =
      new ReportTable(
          "true_cost",
          "A table",
          COLUMNS,
          List.of(
              row("İzmir Øre", "1234567", "0.001234567", "1000.004000000000", "0.333333333334"),
              row("=cmd()", "1", "0.000000001", "1000.004000000000", "0.333333333333"),
              row("a,\"b\"\u001b[31m", "1", "0.000000001", "1000.004000000000", "0.333333333333"),
              row("+later", "5", "0.000000005", null, null)),
          row("total", "1234574", "0.001234574", "3000.012000000000", "1.000000000000"));

  private static final Report REPORT =
      new Report("A title", Map.of("month", "2026-10"), List.of(TABLE), List.of("A note."));

  @Test
  void showsATerminalNumbersThatAddUpToTheTotalShown() throws IOException {
    StringWriter out = new StringWriter();

    TextRenderer.write(REPORT, out);

    assertThat(out.toString())
        .isEqualTo(
            """
            A title

            A table
            +--------------+-------+-----------+---------+
            | organization |    GB | list cost |   share |
            +--------------+-------+-----------+---------+
            | İzmir Øre    | 0.001 |  1,000.01 |  33.4 % |
            | =cmd()       | 0.000 |  1,000.00 |  33.3 % |
            | a,"b"?[31m   | 0.000 |  1,000.00 |  33.3 % |
            | +later       | 0.000 |   unrated | unrated |
            +--------------+-------+-----------+---------+
            | total        | 0.001 |  3,000.01 | 100.0 % |
            +--------------+-------+-----------+---------+

            A note.
            """);
  }

  @Test
  void leavesEmptyWhatIsNotKnownAndHasNoPrice() throws IOException {
    StringWriter out = new StringWriter();
    List<ReportColumn> columns =
        List.of(
            new ReportColumn("source", "source", Style.TEXT),
            new ReportColumn("missing_files", "missing", Style.COUNT),
            new ReportColumn("unknown_class_share", "unknown", Style.SHARE));
    ReportTable table =
        new ReportTable("days", "", columns, List.of(Arrays.asList("a", null, null)), null);

    TextRenderer.write(new Report("t", Map.of(), List.of(table), List.of()), out);

    assertThat(out.toString()).contains("| a      |         |         |");
  }

  @Test
  void writesJsonWithAllPlacesUnderTheColumnNames() throws IOException {
    StringWriter out = new StringWriter();
    ReportTable one = new ReportTable("true_cost", "", COLUMNS, TABLE.rows().subList(3, 4), null);

    JsonRenderer.write(new Report("t", Map.of("month", "2026-10"), List.of(one), List.of()), out);

    assertThat(out.toString())
        .isEqualTo(
            """
            {
              "month" : "2026-10",
              "true_cost" : [
                {
                  "organization" : "+later",
                  "bytes_sent" : 5,
                  "gb" : 0.000000005,
                  "list_cost" : null,
                  "share_of_cost" : null
                }
              ],
              "notes" : [ ]
            }
            """);
  }

  @Test
  void writesTheTotalOfAJsonTableBesideItsRows() throws IOException {
    StringWriter out = new StringWriter();

    JsonRenderer.write(REPORT, out);

    assertThat(out.toString())
        .contains("\"true_cost_total\" : {")
        .contains("\"list_cost\" : 3000.012000000000,");
  }

  @Test
  void writesCsvThatNoSpreadsheetRuns() throws IOException {
    StringWriter out = new StringWriter();

    CsvRenderer.write(TABLE, out);

    assertThat(out.toString())
        .isEqualTo(
            "organization,bytes_sent,gb,list_cost,share_of_cost\n"
                + "İzmir Øre,1234567,0.001234567,1000.004000000000,0.333333333334\n"
                + "\"'=cmd()\",1,0.000000001,1000.004000000000,0.333333333333\n"
                + "\"a,\"\"b\"\"\u001b[31m\",1,0.000000001,1000.004000000000,0.333333333333\n"
                + "\"'+later\",5,0.000000005,,\n");
  }

  private static List<Object> row(String text, String... numbers) {
    Object[] values = new Object[numbers.length + 1];
    values[0] = text;
    for (int i = 0; i < numbers.length; i++) {
      values[i + 1] = numbers[i] == null ? null : new BigDecimal(numbers[i]);
    }
    return Arrays.asList(values);
  }
}
