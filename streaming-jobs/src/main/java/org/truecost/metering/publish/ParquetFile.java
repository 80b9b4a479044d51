package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.truecost.tables.Column;
import org.truecost.tables.TableSchema;

/** One Parquet file of a table, being written. No Hadoop class is loaded. */
final class ParquetFile implements AutoCloseable {
  /** Stamped into each footer; a reader that knows less refuses. */
  static final String SCHEMA_VERSION = "1";

  private static final long ROW_GROUP_BYTES = 32L * 1024 * 1024;

  private final ParquetWriter<Object[]> writer;
  private long rows;

  ParquetFile(TableSchema table, Path file) throws IOException {
    writer =
        new Builder(new LocalOutputFile(file), table)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodecs())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(1024 * 1024)
            .build();
  }

  void write(Object[] row) {
    try {
      writer.write(row);
      rows++;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  long rows() {
    return rows;
  }

  /** Writes the footer and closes the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    private final TableSchema table;

    Builder(OutputFile file, TableSchema table) {
      super(file);
      this.table = table;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return new Rows(table);
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration configuration) {
      return new Rows(table);
    }
  }

  private static final class Rows extends WriteSupport<Object[]> {
    private final TableSchema table;
    private final List<Column> columns;
    private RecordConsumer out;

    Rows(TableSchema table) {
      this.table = table;
      this.columns = table.columns();
    }

    @Override
    public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
      return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return context();
    }

    private WriteContext context() {
      Map<String, String> metadata = new HashMap<>();
      metadata.put("truecost.schema_version", SCHEMA_VERSION);
      return new WriteContext(ParquetSchemas.of(table), metadata);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      out = recordConsumer;
    }

    @Override
    public void write(Object[] row) {
      out.startMessage();
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          String name = columns.get(i).name();
          out.startField(name, i);
          value(columns.get(i), row[i]);
          out.endField(name, i);
        }
      }
      out.endMessage();
    }

    private void value(Column column, Object value) {
      switch (column.type()) {
        case STRING, DECIMAL_38_0, DECIMAL_38_12 -> out.addBinary((Binary) value);
        case BIGINT, TIMESTAMP, DECIMAL_18_9 -> out.addLong((Long) value);
        case DATE -> out.addInteger(Math.toIntExact((Long) value));
        case SKETCH -> list((long[]) value);
      }
    }

    private void list(long[] elements) {
      out.startGroup();
      if (elements.length > 0) {
        out.startField("list", 0);
        for (long element : elements) {
          out.startGroup();
          out.startField("element", 0);
          out.addLong(element);
          out.endField("element", 0);
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }
  }
}
