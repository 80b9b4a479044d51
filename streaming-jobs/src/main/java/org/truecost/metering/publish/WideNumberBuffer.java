package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;

/** A column of 128-bit numbers as decimals of sixteen bytes, high byte first. */
final class WideNumberBuffer extends ColumnBuffer {
  private final CellColumn column;
  private long[] words = new long[1024];
  private int count;

  WideNumberBuffer(CellColumn column, ColumnDescriptor descriptor) {
    super(descriptor);
    this.column = column;
  }

  @Override
  void addAll(CellReader cells) {
    int size = cells.size();
    if (words.length < 2 * (count + size)) {
      words = Arrays.copyOf(words, Math.max(words.length * 2, 2 * (count + size)));
    }
    for (int i = 0; i < size; i++) {
      words[2 * (count + i)] = cells.word(i, column.index() + 1);
      words[2 * (count + i) + 1] = cells.word(i, column.index());
    }
    count += size;
  }

  @Override
  void writeTo(ParquetFileWriter file, BytesInputCompressor compressor, int rows)
      throws IOException {
    ByteBuffer plain = ByteBuffer.allocate(16 * count).order(ByteOrder.BIG_ENDIAN);
    plain.asLongBuffer().put(words, 0, 2 * count);
    write(file, compressor, null, 0, BytesInput.from(plain.array()), count, rows, statistics());
    count = 0;
  }
}
