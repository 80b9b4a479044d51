package org.truecost.metering.publish;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellTable;

/**
 * A column of whole numbers: with a dictionary while there are few different ones, as most counts
 * and times are, else plain.
 */
final class NumberBuffer extends ColumnBuffer {
  private static final int MOST_DISTINCT = 1 << 14;

  private final CellColumn column;
  private final boolean nullable;
  private final boolean narrow;
  private long[] values = new long[1024];
  private int[] levels = new int[1024];
  private int count;
  private long[] numberOfEntry = new long[0];
  private boolean[] knownEntry = new boolean[0];

  NumberBuffer(CellColumn column, ColumnDescriptor descriptor) {
    super(descriptor);
    this.column = column;
    this.nullable = descriptor.getMaxDefinitionLevel() > 0;
    this.narrow = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32;
  }

  @Override
  void addAll(CellReader cells) {
    int size = cells.size();
    if (values.length < count + size) {
      int larger = Math.max(values.length * 2, count + size);
      values = Arrays.copyOf(values, larger);
      levels = Arrays.copyOf(levels, larger);
    }
    Arrays.fill(levels, count, count + size, 1);
    numberOfEntry = new long[cells.entries() + 1];
    knownEntry = new boolean[cells.entries() + 1];
    switch (column.from()) {
      case TIME -> {
        for (int i = 0; i < size; i++) {
          values[count + i] = CellTime.startMicros(cells.kind(), cells.time(i));
        }
      }
      case DAY -> {
        for (int i = 0; i < size; i++) {
          values[count + i] = cells.time(i);
        }
      }
      case BATCH_NUMBER, BATCH_WEIGHT -> {
        for (int i = 0; i < size; i++) {
          values[count + i] = number(cells, cells.batch(i));
        }
      }
      case WHAT_NUMBER -> {
        for (int i = 0; i < size; i++) {
          int entry = cells.what(i);
          levels[count + i] = entry == 0 ? 0 : 1;
          values[count + i] = entry == 0 ? 0 : number(cells, entry);
        }
      }
      case CONTEXT_NUMBER -> {
        for (int i = 0; i < size; i++) {
          int entry = cells.region(i);
          levels[count + i] = entry == 0 ? 0 : 1;
          values[count + i] = entry == 0 ? 0 : number(cells, entry);
        }
      }
      case WORD -> {
        for (int i = 0; i < size; i++) {
          values[count + i] = cells.word(i, column.index());
        }
      }
      case WORD_OR_NULL -> {
        for (int i = 0; i < size; i++) {
          values[count + i] = cells.word(i, column.index());
          levels[count + i] = values[count + i] == 0 ? 0 : 1;
        }
      }
      default -> throw new IllegalStateException("No number: " + column);
    }
    count += size;
  }

  @Override
  void writeTo(ParquetFileWriter file, BytesInputCompressor compressor, int rows)
      throws IOException {
    BytesInput definition = nullable ? levels(levels, count, 1) : BytesInput.empty();
    int present = 0;
    for (int i = 0; i < count; i++) {
      if (!nullable || levels[i] == 1) {
        values[present++] = values[i];
      }
    }
    Statistics<?> statistics = statistics();
    statistics.incrementNumNulls((long) count - present);
    bounds(statistics, present);

    CellTable seen = new CellTable(1);
    long[] distinct = new long[Math.min(present, MOST_DISTINCT) + 1];
    int[] numbers = new int[present];
    boolean few = true;
    for (int i = 0; i < present && few; i++) {
      int place = seen.find(1, values[i], 0);
      int number = (int) seen.words()[place];
      if (number == 0) {
        few = seen.size() <= MOST_DISTINCT;
        if (few) {
          number = seen.size();
          seen.words()[place] = number;
          distinct[number - 1] = values[i];
        }
      }
      numbers[i] = number - 1;
    }
    if (few) {
      write(
          file,
          compressor,
          plain(distinct, seen.size()),
          seen.size(),
          BytesInput.concat(definition, numbers(numbers, present, seen.size())),
          count,
          rows,
          statistics);
    } else {
      write(
          file,
          compressor,
          null,
          0,
          BytesInput.concat(definition, plain(values, present)),
          count,
          rows,
          statistics);
    }
    count = 0;
  }

  private void bounds(Statistics<?> statistics, int present) {
    if (present == 0) {
      return;
    }
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < present; i++) {
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    if (narrow) {
      statistics.updateStats((int) least);
      statistics.updateStats((int) most);
    } else {
      statistics.updateStats(least);
      statistics.updateStats(most);
    }
  }

  private BytesInput plain(long[] numbers, int size) {
    ByteBuffer bytes =
        ByteBuffer.allocate(size * (narrow ? Integer.BYTES : Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      if (narrow) {
        bytes.putInt((int) numbers[i]);
      } else {
        bytes.putLong(numbers[i]);
      }
    }
    return BytesInput.from(bytes.array());
  }

  private long number(CellReader cells, int entry) {
    if (!knownEntry[entry]) {
      knownEntry[entry] = true;
      numberOfEntry[entry] =
          column.from() == CellColumn.From.BATCH_WEIGHT
              ? new BigDecimal(cells.text(entry, column.index())).movePointRight(9).longValueExact()
              : cells.number(entry, column.index());
    }
    return numberOfEntry[entry];
  }
}
