package org.truecost.reports.render;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.truecost.rating.Allocator;
import org.truecost.reports.render.ReportColumn.Style;

/**
 * A report for a terminal. What is shown of a column adds up to what is shown as its total: the
 * last place goes out by largest remainder.
 */
public final class TextRenderer {
  private static final int WIDEST_COLUMN = 60;

  private TextRenderer() {}

  /** Writes title, tables that have rows, and notes. */
  public static void write(Report report, Writer writer) throws IOException {
    writer.append(report.title()).append("\n\n");
    for (ReportTable table : report.tables()) {
      if (!table.rows().isEmpty() && table.columns().stream().anyMatch(ReportColumn::onTerminal)) {
        if (!table.title().isEmpty()) {
          writer.append(table.title()).append('\n');
        }
        writer.append(table(table)).append("\n\n");
      }
    }
    for (String note : report.notes()) {
      writer.append(visible(note)).append('\n');
    }
    writer.flush();
  }

  private static String table(ReportTable table) {
    List<ColumnData<Integer>> columns = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      ReportColumn column = table.columns().get(c);
      if (!column.onTerminal()) {
        continue;
      }
      List<String> shown = shown(table, c);
      HorizontalAlign align =
          column.style() == Style.TEXT ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
      Column layout =
          new Column()
              .header(column.heading())
              .headerAlign(align)
              .dataAlign(align)
              .footerAlign(align)
              .maxWidth(WIDEST_COLUMN);
      if (table.total() != null) {
        layout = layout.footer(shown.get(table.rows().size()));
      }
      columns.add(layout.with(shown::get));
    }
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < table.rows().size(); i++) {
      rows.add(i);
    }
    return AsciiTable.builder()
        .lineSeparator("\n")
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
        .data(rows, columns)
        .asString();
  }

  /** A column's values as text, its total last. */
  private static List<String> shown(ReportTable table, int c) {
    Style style = table.columns().get(c).style();
    List<Object> values = new ArrayList<>();
    table.rows().forEach(row -> values.add(row.get(c)));
    Object total = table.total() == null ? null : table.total().get(c);
    List<String> texts = new ArrayList<>();
    if (style == Style.TEXT) {
      values.forEach(value -> texts.add(value == null ? "" : visible(value.toString())));
      texts.add(total == null ? "" : visible(total.toString()));
      return texts;
    }
    List<BigDecimal> numbers = values.stream().map(value -> scaled(value, style)).toList();
    BigDecimal roundedTotal =
        total == null
            ? null
            : scaled(total, style).setScale(style.places(), RoundingMode.HALF_EVEN);
    List<BigDecimal> rounded = rounded(numbers, roundedTotal, style.places());
    for (int i = 0; i < values.size(); i++) {
      texts.add(values.get(i) == null ? style.unknown() : text(rounded.get(i), style));
    }
    texts.add(roundedTotal == null ? style.unknown() : text(roundedTotal, style));
    return texts;
  }

  private static List<BigDecimal> rounded(List<BigDecimal> numbers, BigDecimal total, int places) {
    if (total != null) {
      return Allocator.allocate(total, places, numbers).parts();
    }
    return numbers.stream().map(number -> number.setScale(places, RoundingMode.HALF_EVEN)).toList();
  }

  private static BigDecimal scaled(Object value, Style style) {
    if (value == null) {
      return BigDecimal.ZERO;
    }
    BigDecimal number = (BigDecimal) value;
    return style.isPercent() ? number.movePointRight(2) : number;
  }

  private static String text(BigDecimal number, Style style) {
    String text = String.format(Locale.ROOT, "%,." + style.places() + "f", number);
    return style.isPercent() ? text + " %" : text;
  }

  /** The text without control characters, which could steer a terminal. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints().forEach(c -> visible.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return visible.toString();
  }
}
