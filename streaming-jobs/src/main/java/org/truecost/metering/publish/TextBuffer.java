package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.truecost.metering.cells.Dictionary;
import org.truecost.request.CacheStatus;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;

/** A column of texts, always written with a dictionary. */
final class TextBuffer extends ColumnBuffer {
  private static final byte[][] KINDS = labels(RequestKind.values(), RequestKind::label);
  private static final byte[][] CACHES = labels(CacheStatus.values(), CacheStatus::label);
  private static final byte[][] STATUSES = labels(StatusClass.values(), StatusClass::label);

  private final CellColumn column;
  private final boolean nullable;
  private final Dictionary texts = new Dictionary();

  /** Numbers in {@link #texts}; 0 is null. */
  private int[] numbers = new int[1024];

  private int count;

  /** For the cells at hand: dictionary entry to number, 0 if not asked for yet. */
  private int[] numberOfEntry = new int[0];

  TextBuffer(CellColumn column, ColumnDescriptor descriptor) {
    super(descriptor);
    this.column = column;
    this.nullable = descriptor.getMaxDefinitionLevel() > 0;
  }

  @Override
  void addAll(CellReader cells) {
    int size = cells.size();
    if (numbers.length < count + size) {
      numbers = Arrays.copyOf(numbers, Math.max(numbers.length * 2, count + size));
    }
    switch (column.from()) {
      case MONTH -> {
        int number = texts.intern(cells.month().getBytes(StandardCharsets.UTF_8));
        Arrays.fill(numbers, count, count + size, number);
      }
      case BATCH, REGION, CONTEXT, WHO, WHAT -> addEntries(cells, size);
      case REQUEST_KIND -> {
        int shift = cells.kind() == org.truecost.metering.cells.CellKind.USAGE ? 8 : 0;
        addLabels(cells, size, KINDS, shift, 0xFF);
      }
      case CACHE_STATUS -> addLabels(cells, size, CACHES, 4, 0xF);
      case STATUS_CLASS -> addLabels(cells, size, STATUSES, 0, 0xF);
      default -> throw new IllegalStateException("No text: " + column);
    }
    count += size;
  }

  private void addEntries(CellReader cells, int size) {
    numberOfEntry = new int[cells.entries() + 1];
    CellColumn.From from = column.from();
    for (int i = 0; i < size; i++) {
      int entry =
          switch (from) {
            case BATCH -> cells.batch(i);
            case REGION, CONTEXT -> cells.region(i);
            case WHO -> cells.who(i);
            default -> cells.what(i);
          };
      numbers[count + i] = entry == 0 || isEmpty(cells, entry) ? 0 : number(cells, entry);
    }
  }

  /** Nothing is nothing in a context; elsewhere it is a value. */
  private boolean isEmpty(CellReader cells, int entry) {
    return column.from() == CellColumn.From.CONTEXT
        && cells.textLength(cells.textFrom(entry, column.index())) == 0;
  }

  private void addLabels(CellReader cells, int size, byte[][] labels, int shift, int mask) {
    int[] numberOfLabel = new int[labels.length];
    for (int i = 0; i < size; i++) {
      int label = cells.small(i) >>> shift & mask;
      if (numberOfLabel[label] == 0) {
        numberOfLabel[label] = texts.intern(labels[label]);
      }
      numbers[count + i] = numberOfLabel[label];
    }
  }

  @Override
  void writeTo(ParquetFileWriter file, BytesInputCompressor compressor, int rows)
      throws IOException {
    Statistics<?> statistics = statistics();
    byte[] plain = new byte[1024];
    int at = 0;
    for (int id = 1; id <= texts.size(); id++) {
      byte[] text = texts.get(id);
      statistics.updateStats(Binary.fromConstantByteArray(text));
      if (plain.length - at < text.length + 4) {
        plain = Arrays.copyOf(plain, (plain.length + text.length) * 2);
      }
      plain[at] = (byte) text.length;
      plain[at + 1] = (byte) (text.length >>> 8);
      plain[at + 2] = (byte) (text.length >>> 16);
      plain[at + 3] = (byte) (text.length >>> 24);
      System.arraycopy(text, 0, plain, at + 4, text.length);
      at += 4 + text.length;
    }
    int present = 0;
    int[] levels = nullable ? new int[count] : numbers;
    for (int i = 0; i < count; i++) {
      int number = numbers[i];
      if (nullable) {
        levels[i] = number == 0 ? 0 : 1;
      }
      if (number != 0) {
        numbers[present++] = number - 1;
      }
    }
    statistics.incrementNumNulls((long) count - present);
    BytesInput page = numbers(numbers, present, texts.size());
    write(
        file,
        compressor,
        BytesInput.from(plain, 0, at),
        texts.size(),
        nullable ? BytesInput.concat(levels(levels, count, 1), page) : page,
        count,
        rows,
        statistics);
    count = 0;
    texts.clear();
  }

  private int number(CellReader cells, int entry) {
    int number = numberOfEntry[entry];
    if (number == 0) {
      int from = cells.textFrom(entry, column.index());
      number = texts.intern(cells.bytes(), from, from + cells.textLength(from));
      numberOfEntry[entry] = number;
    }
    return number;
  }

  private static <T> byte[][] labels(T[] values, Function<T, String> label) {
    byte[][] labels = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      labels[i] = label.apply(values[i]).getBytes(StandardCharsets.UTF_8);
    }
    return labels;
  }
}
