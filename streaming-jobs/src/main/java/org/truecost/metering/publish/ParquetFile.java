package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.truecost.metering.cells.CellKind;

/** One Parquet file of a table, being written column by column. No Hadoop class is loaded. */
final class ParquetFile implements AutoCloseable {
  /** Stamped into each footer; a reader that knows less refuses. */
  static final String SCHEMA_VERSION = "1";

  /** DuckDB's own size; a row group is a unit of work for its threads. */
  private static final int ROW_GROUP_ROWS = 122_880;

  private final ParquetFileWriter file;
  private final BytesInputCompressor compressor =
      new ZstdCodecs().getCompressor(CompressionCodecName.ZSTD);
  private final List<ColumnBuffer> columns = new ArrayList<>();
  private int buffered;
  private long rows;

  ParquetFile(CellKind kind, Path path) throws IOException {
    MessageType schema = ParquetSchemas.of(kind.table());
    file =
        new ParquetFileWriter(
            new LocalOutputFile(path),
            schema,
            // Of a restricted table there is an empty one, which only its owner can read.
            ParquetFileWriter.Mode.OVERWRITE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT);
    file.start();
    List<ColumnDescriptor> descriptors = schema.getColumns();
    List<CellColumn> sources = CellColumn.of(kind);
    for (int i = 0; i < sources.size(); i++) {
      columns.add(buffer(sources.get(i), descriptors.get(i)));
    }
  }

  void add(CellReader cells) throws IOException {
    for (ColumnBuffer column : columns) {
      column.addAll(cells);
    }
    buffered += cells.size();
    rows += cells.size();
    if (buffered >= ROW_GROUP_ROWS) {
      writeRowGroup();
    }
  }

  long rows() {
    return rows;
  }

  /** Writes what is buffered and the footer, and closes the file. */
  @Override
  public void close() throws IOException {
    if (buffered > 0) {
      writeRowGroup();
    }
    file.end(Map.of("truecost.schema_version", SCHEMA_VERSION));
    file.close();
  }

  /** Closes the file without making it whole. */
  void abandon() throws IOException {
    file.close();
  }

  private void writeRowGroup() throws IOException {
    file.startBlock(buffered);
    for (ColumnBuffer column : columns) {
      column.writeTo(file, compressor, buffered);
    }
    file.endBlock();
    buffered = 0;
  }

  private static ColumnBuffer buffer(CellColumn column, ColumnDescriptor descriptor) {
    return switch (column.from()) {
      case MONTH, BATCH, REGION, CONTEXT, REQUEST_KIND, CACHE_STATUS, STATUS_CLASS, WHO, WHAT ->
          new TextBuffer(column, descriptor);
      case BATCH_NUMBER, BATCH_WEIGHT, CONTEXT_NUMBER, TIME, DAY, WHAT_NUMBER, WORD, WORD_OR_NULL ->
          new NumberBuffer(column, descriptor);
      case TWO_WORDS -> new WideNumberBuffer(column, descriptor);
      case SKETCH -> new SketchBuffer(descriptor);
    };
  }
}
