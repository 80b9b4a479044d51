package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;

/** A column of sketches: lists of hashes, ascending, none of them empty. */
final class SketchBuffer extends ColumnBuffer {
  private long[] hashes = new long[1024];

  /** 0 where a sketch begins, 1 where it goes on. */
  private int[] repetition = new int[1024];

  private int count;

  SketchBuffer(ColumnDescriptor descriptor) {
    super(descriptor);
  }

  @Override
  void addAll(CellReader cells) {
    for (int i = 0; i < cells.size(); i++) {
      int size = (int) cells.word(i, 0);
      if (hashes.length < count + size) {
        hashes = Arrays.copyOf(hashes, Math.max(hashes.length * 2, count + size));
        repetition = Arrays.copyOf(repetition, hashes.length);
      }
      for (int hash = 0; hash < size; hash++) {
        hashes[count] = cells.word(i, 1 + hash);
        repetition[count++] = hash == 0 ? 0 : 1;
      }
    }
  }

  @Override
  void writeTo(ParquetFileWriter file, BytesInputCompressor compressor, int rows)
      throws IOException {
    int[] definition = new int[count];
    Arrays.fill(definition, 1);
    ByteBuffer plain = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
    plain.asLongBuffer().put(hashes, 0, count);
    write(
        file,
        compressor,
        null,
        0,
        BytesInput.concat(
            levels(repetition, count, 1),
            levels(definition, count, 1),
            BytesInput.from(plain.array())),
        count,
        rows,
        statistics());
    count = 0;
  }
}
