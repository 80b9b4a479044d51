package org.truecost.reports.render;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/**
 * A table as CSV (RFC 4180, with line feeds). It has no total row: a column's sum would count it
 * twice.
 *
 * <p>Names come from strangers, and a spreadsheet runs a text that begins like a formula: such a
 * text gets an apostrophe in front.
 */
public final class CsvRenderer {
  private CsvRenderer() {}

  /** Writes a header and the rows. */
  public static void write(ReportTable table, Writer writer) throws IOException {
    StringBuilder line = new StringBuilder();
    for (ReportColumn column : table.columns()) {
      separate(line);
      line.append(column.name());
    }
    writer.append(line).append('\n');
    for (List<Object> row : table.rows()) {
      line.setLength(0);
      for (int i = 0; i < row.size(); i++) {
        if (i > 0) {
          line.append(',');
        }
        append(line, row.get(i));
      }
      writer.append(line).append('\n');
    }
    writer.flush();
  }

  private static void separate(StringBuilder line) {
    if (line.length() > 0) {
      line.append(',');
    }
  }

  private static void append(StringBuilder line, Object value) {
    if (value == null) {
      return;
    }
    if (value instanceof BigDecimal number) {
      line.append(number.toPlainString());
      return;
    }
    String text = value.toString();
    boolean formula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
    if (!formula && !needsQuotes(text)) {
      line.append(text);
      return;
    }
    line.append('"').append(formula ? "'" : "").append(text.replace("\"", "\"\"")).append('"');
  }

  private static boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (",\"\r\n\t".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
