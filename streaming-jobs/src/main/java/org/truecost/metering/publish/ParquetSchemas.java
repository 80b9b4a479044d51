package org.truecost.metering.publish;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.truecost.tables.Column;
import org.truecost.tables.TableSchema;

/**
 * Parquet schemas of our tables, ready for Iceberg: field ids, microseconds, partition columns
 * inside the file.
 */
final class ParquetSchemas {
  /** Elements of lists need ids too; no table comes near so many columns. */
  private static final int ELEMENT_IDS = 1_000;

  private ParquetSchemas() {}

  static MessageType of(TableSchema table) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (Column column : table.columns()) {
      message.addField(field(column));
    }
    return message.named(table.name());
  }

  private static Type field(Column column) {
    Repetition repetition = column.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
    Type type =
        switch (column.type()) {
          case STRING ->
              Types.primitive(PrimitiveTypeName.BINARY, repetition)
                  .as(LogicalTypeAnnotation.stringType())
                  .named(column.name());
          case BIGINT -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(column.name());
          case TIMESTAMP ->
              Types.primitive(PrimitiveTypeName.INT64, repetition)
                  .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                  .named(column.name());
          case DATE ->
              Types.primitive(PrimitiveTypeName.INT32, repetition)
                  .as(LogicalTypeAnnotation.dateType())
                  .named(column.name());
          case DECIMAL_38_0 ->
              Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                  .length(16)
                  .as(LogicalTypeAnnotation.decimalType(0, 38))
                  .named(column.name());
          case DECIMAL_38_12 ->
              Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                  .length(16)
                  .as(LogicalTypeAnnotation.decimalType(12, 38))
                  .named(column.name());
          case DECIMAL_18_9 ->
              Types.primitive(PrimitiveTypeName.INT64, repetition)
                  .as(LogicalTypeAnnotation.decimalType(9, 18))
                  .named(column.name());
          case SKETCH ->
              Types.list(repetition)
                  .element(
                      Types.required(PrimitiveTypeName.INT64)
                          .named("element")
                          .withId(ELEMENT_IDS + column.fieldId()))
                  .named(column.name());
        };
    return type.withId(column.fieldId());
  }
}
