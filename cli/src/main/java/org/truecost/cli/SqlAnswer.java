package org.truecost.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.truecost.reports.Sql;

/** Writes the answer to a query, row by row where the form allows it. */
abstract class SqlAnswer implements Sql.Rows, AutoCloseable {
  private SqlAnswer() {}

  /** In the form that {@code options} ask for. */
  static SqlAnswer of(OutputOptions options, PrintWriter out) throws IOException {
    if (options.json()) {
      return new Json(out);
    }
    return options.csv() ? new Csv(out) : new Text(out);
  }

  /** Ends the answer. */
  @Override
  public abstract void close() throws IOException;

  /** What a value is in a line of text. */
  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value == null ? "" : value.toString();
  }

  /** An array with one object a line. Nothing is written for a query that fails at once. */
  private static final class Json extends SqlAnswer {
    private final JsonGenerator json;
    private final PrintWriter out;
    private List<String> names;

    Json(PrintWriter out) throws IOException {
      this.out = out;
      this.json =
          JsonFactory.builder()
              .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
              .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
              .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
              .build()
              .createGenerator(out);
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    @Override
    public void columns(List<String> columns) {
      names = columns;
      try {
        json.writeStartArray();
        json.writeRaw('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void row(List<Object> values) {
      try {
        json.writeStartObject();
        for (int i = 0; i < values.size(); i++) {
          json.writeFieldName(names.get(i));
          value(values.get(i));
        }
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void value(Object value) throws IOException {
      if (value == null) {
        json.writeNull();
      } else if (value instanceof Boolean truth) {
        json.writeBoolean(truth);
      } else if (value instanceof BigDecimal number) {
        json.writeNumber(number);
      } else if (value instanceof BigInteger number) {
        json.writeNumber(number);
      } else if (value instanceof Double number) {
        json.writeNumber(number);
      } else if (value instanceof Float number) {
        json.writeNumber(number);
      } else if (value instanceof Number number) {
        json.writeNumber(number.longValue());
      } else if (value instanceof List<?> list) {
        json.writeStartArray();
        for (Object element : list) {
          value(element);
        }
        json.writeEndArray();
      } else if (value instanceof Map<?, ?> map) {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(text(entry.getKey()));
          value(entry.getValue());
        }
        json.writeEndObject();
      } else {
        json.writeString(value.toString());
      }
    }

    @Override
    public void close() throws IOException {
      if (names != null) {
        json.writeRaw('\n');
        json.writeEndArray();
        json.writeRaw('\n');
      }
      json.close();
      out.flush();
    }
  }

  /** RFC 4180 with line feeds; quotes only where they are needed. */
  private static final class Csv extends SqlAnswer {
    private final PrintWriter out;

    Csv(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void columns(List<String> columns) {
      line(columns);
    }

    @Override
    public void row(List<Object> values) {
      line(values);
    }

    private void line(List<?> values) {
      for (int i = 0; i < values.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        out.append(field(values.get(i)));
      }
      out.append('\n');
    }

    private static String field(Object value) {
      String text = text(value);
      // A spreadsheet runs a text that begins like a formula.
      boolean formula =
          value instanceof String && !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
      boolean quoted =
          formula || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      return quoted ? '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() {
      out.flush();
    }
  }

  /** A table, which is as wide as its widest values: it needs all rows. */
  private static final class Text extends SqlAnswer {
    private static final int WIDEST_COLUMN = 60;

    private final PrintWriter out;
    private final List<String> names = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();

    Text(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void columns(List<String> columns) {
      names.addAll(columns);
    }

    @Override
    public void row(List<Object> values) {
      rows.add(values);
    }

    @Override
    public void close() {
      if (names.isEmpty()) {
        return;
      }
      Column[] columns = new Column[names.size()];
      String[][] cells = new String[rows.size()][names.size()];
      for (int c = 0; c < columns.length; c++) {
        boolean numeric = !rows.isEmpty();
        for (int r = 0; r < rows.size(); r++) {
          Object value = rows.get(r).get(c);
          cells[r][c] = visible(text(value));
          numeric &= value == null || value instanceof Number;
        }
        HorizontalAlign align = numeric ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
        columns[c] =
            new Column()
                .header(visible(names.get(c)))
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(WIDEST_COLUMN);
      }
      out.append(
          AsciiTable.builder()
              .lineSeparator("\n")
              .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
              .data(columns, cells)
              .asString());
      out.append('\n').append(rows.size() == 1 ? "1 row" : rows.size() + " rows").append('\n');
      out.flush();
    }

    /** Control characters could steer a terminal. */
    private static String visible(String text) {
      StringBuilder visible = new StringBuilder(text.length());
      text.codePoints().forEach(c -> visible.appendCodePoint(Character.isISOControl(c) ? '?' : c));
      return visible.toString();
    }
  }
}
