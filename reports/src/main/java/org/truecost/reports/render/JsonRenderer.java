package org.truecost.reports.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/** A report as one JSON object. Numbers keep all their places and never an exponent. */
public final class JsonRenderer {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private JsonRenderer() {}

  /** Writes {@code report}, two blanks deep and with a line feed at its end. */
  public static void write(Report report, Writer writer) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    JsonGenerator json = FACTORY.createGenerator(writer);
    json.setPrettyPrinter(
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
    json.writeStartObject();
    for (var fact : report.facts().entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    for (ReportTable table : report.tables()) {
      json.writeArrayFieldStart(table.name());
      for (List<Object> row : table.rows()) {
        object(json, table.columns(), row);
      }
      json.writeEndArray();
      if (table.total() != null) {
        json.writeFieldName(table.name() + "_total");
        object(json, table.columns(), table.total());
      }
    }
    json.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.close();
    writer.write('\n');
    writer.flush();
  }

  private static void object(JsonGenerator json, List<ReportColumn> columns, List<Object> row)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      json.writeFieldName(columns.get(i).name());
      Object value = row.get(i);
      if (value == null) {
        json.writeNull();
      } else if (value instanceof BigDecimal number) {
        json.writeNumber(number);
      } else {
        json.writeString(value.toString());
      }
    }
    json.writeEndObject();
  }
}
