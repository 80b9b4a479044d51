package org.truecost.metering.publish;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.LedgerWords;
import org.truecost.metering.cells.Sketch;
import org.truecost.metering.cells.Text;
import org.truecost.request.CacheStatus;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;

/**
 * Turns encoded cells into rows, one at a time: what {@link ParquetFile} writes column by column,
 * and the oracle it is held against. One value a column, in the order of the table.
 */
public final class CellRows {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Binary[] KINDS = labels(RequestKind.values(), RequestKind::label);
  private static final Binary[] CACHES = labels(CacheStatus.values(), CacheStatus::label);
  private static final Binary[] STATUSES = labels(StatusClass.values(), StatusClass::label);
  private static final Binary NO_REGION = Binary.fromString("");

  private final CellKind kind;
  private final byte[] bytes;
  private final Binary[][] texts;
  private final int cells;
  private final int firstCell;

  /** Opens {@code encoded}. */
  public CellRows(EncodedCells encoded) {
    this.kind = CellKind.all().get(encoded.kind);
    this.bytes = encoded.cells;
    int entries = (int) INTS.get(bytes, 0);
    texts = new Binary[entries + 1][];
    texts[0] = new Binary[] {NO_REGION};
    int at = 4;
    for (int i = 1; i <= entries; i++) {
      int length = (int) INTS.get(bytes, at);
      List<byte[]> parts = Text.split(bytes, at + 4, at + 4 + length);
      texts[i] = parts.stream().map(Binary::fromConstantByteArray).toArray(Binary[]::new);
      at += 4 + length;
    }
    cells = (int) INTS.get(bytes, at);
    firstCell = at + 4;
  }

  public CellKind kind() {
    return kind;
  }

  public int size() {
    return cells;
  }

  /** The registry of the first cell; cells of one file have one registry. */
  public String registry() {
    return batch((long) LONGS.get(bytes, firstCell))[BatchRecord.Field.REGISTRY.ordinal()]
        .toStringUsingUTF8();
  }

  /** The month of the first cell; cells of one file have one month. */
  public String month() {
    return CellTime.month(kind, (int) ((long) LONGS.get(bytes, firstCell) >> 32));
  }

  /** Ids of all batches that the cells belong to, with repeats. */
  public List<String> batches() {
    List<String> ids = new ArrayList<>();
    Binary last = null;
    int cellBytes = 8 * (CellTable.KEY_WORDS + kind.valueWords());
    for (int i = 0; i < cells; i++) {
      Binary id =
          batch((long) LONGS.get(bytes, firstCell + i * cellBytes))[
              BatchRecord.Field.BATCH_ID.ordinal()];
      if (id != last) {
        ids.add(id.toStringUsingUTF8());
        last = id;
      }
    }
    return ids;
  }

  /** Hands every row to {@code out}; the array is filled anew for each. */
  public void forEach(Consumer<Object[]> out) {
    Object[] row = new Object[kind.table().columns().size()];
    Binary month = Binary.fromString(cells == 0 ? "" : month());
    int valueWords = kind.valueWords();
    long[] values = new long[valueWords];
    int at = firstCell;
    for (int i = 0; i < cells; i++) {
      long k0 = (long) LONGS.get(bytes, at);
      long k1 = (long) LONGS.get(bytes, at + 8);
      long k2 = (long) LONGS.get(bytes, at + 16);
      at += 24;
      for (int v = 0; v < valueWords; v++) {
        values[v] = (long) LONGS.get(bytes, at);
        at += 8;
      }
      Binary[] batch = batch(k0);
      row[0] = batch[BatchRecord.Field.REGISTRY.ordinal()];
      row[1] = month;
      row[2] = batch[BatchRecord.Field.BATCH_ID.ordinal()];
      row[3] = number(batch[BatchRecord.Field.REVISION.ordinal()]);
      row[4] = batch[BatchRecord.Field.DEFINITION_VERSION.ordinal()];
      row[5] = batch[BatchRecord.Field.CATALOG_DIGEST.ordinal()];
      row[6] = batch[BatchRecord.Field.RUN_ID.ordinal()];
      int time = (int) (k0 >> 32);
      Binary region = texts[(int) k1][0];
      int small = (int) (k1 >>> 32);
      Binary[] who = texts[(int) (k2 >>> 32)];
      Binary[] what = texts[(int) k2];
      switch (kind) {
        case USAGE -> usage(row, time, batch, region, small, who, values);
        case DOWNLOADS -> downloads(row, time, batch, small, who, what, values);
        case BANDWIDTH -> bandwidth(row, time, batch, region, who, values);
        case CLIENTS -> clients(row, time, batch, region, who, what, values);
        case LEDGER -> ledger(row, batch, what, values);
        case REJECTS -> {
          rejects(row, batch, who, (int) k2 == 0 ? null : what, values);
          context(row, (int) k1 == 0 ? null : texts[(int) k1]);
        }
      }
      out.accept(row);
    }
  }

  private static void usage(
      Object[] row,
      int time,
      Binary[] batch,
      Binary region,
      int small,
      Binary[] who,
      long[] values) {
    row[7] = CellTime.startMicros(CellKind.USAGE, time);
    int at = source(row, 8, batch, region);
    System.arraycopy(who, 0, row, at, 8);
    at += 8;
    row[at] = KINDS[small >>> 8];
    row[at + 1] = CACHES[small >>> 4 & 0xF];
    row[at + 2] = STATUSES[small & 0xF];
    row[at + 3] = weight(batch[BatchRecord.Field.SAMPLE_WEIGHT.ordinal()]);
    row[at + 4] = values[0];
    row[at + 5] = values[1];
    row[at + 6] = decimal(values[3], values[2]);
    row[at + 7] = values[4];
    row[at + 8] = values[5];
    row[at + 9] = values[6];
  }

  private static void downloads(
      Object[] row,
      int time,
      Binary[] batch,
      int small,
      Binary[] who,
      Binary[] what,
      long[] values) {
    row[7] = (long) time;
    row[8] = batch[BatchRecord.Field.SOURCE.ordinal()];
    row[9] = who[0];
    row[10] = who[1];
    row[11] = KINDS[small];
    System.arraycopy(what, 0, row, 12, 5);
    copy(values, row, 17);
  }

  private static void bandwidth(
      Object[] row, int time, Binary[] batch, Binary region, Binary[] who, long[] values) {
    row[7] = CellTime.startMicros(CellKind.BANDWIDTH, time);
    int at = source(row, 8, batch, region);
    row[at] = who[0];
    row[at + 1] = who[1];
    copy(values, row, at + 2);
  }

  private static void clients(
      Object[] row,
      int time,
      Binary[] batch,
      Binary region,
      Binary[] who,
      Binary[] what,
      long[] values) {
    row[7] = (long) time;
    row[8] = batch[BatchRecord.Field.SOURCE.ordinal()];
    row[9] = who[0];
    row[10] = who[1];
    row[11] = region;
    row[12] = what[0];
    long[] hashes = new long[(int) Math.min(values[0], Sketch.SIZE)];
    System.arraycopy(values, 1, hashes, 0, hashes.length);
    row[13] = hashes;
  }

  private static void ledger(Object[] row, Binary[] batch, Binary[] what, long[] values) {
    row[7] = batch[BatchRecord.Field.SOURCE.ordinal()];
    row[8] = what[LedgerRecord.FILE];
    row[9] = what[LedgerRecord.DECODED_DIGEST];
    row[10] = what[LedgerRecord.STORED_DIGEST];
    row[11] = number(what[LedgerRecord.AS_OF]);
    copy(values, row, 12);
    for (int value : new int[] {8, 9, LedgerWords.LONGEST_DELAY}) {
      row[12 + value] = values[value] == 0 ? null : values[value];
    }
  }

  private static void rejects(
      Object[] row, Binary[] batch, Binary[] who, Binary[] what, long[] values) {
    row[7] = batch[BatchRecord.Field.SOURCE.ordinal()];
    row[8] = who[0];
    row[9] = who[1];
    row[10] = what == null ? null : number(what[0]);
    row[11] = what == null ? null : number(what[1]);
    row[12] = what == null ? null : what[2];
    copy(values, row, 13);
  }

  private static void context(Object[] row, Binary[] context) {
    row[15] = context == null ? null : number(context[0]);
    row[16] = context == null || context[1].length() == 0 ? null : context[1];
    row[17] = context == null || context[2].length() == 0 ? null : context[2];
  }

  private static int source(Object[] row, int at, Binary[] batch, Binary region) {
    row[at] = batch[BatchRecord.Field.SOURCE.ordinal()];
    row[at + 1] = batch[BatchRecord.Field.PROVIDER.ordinal()];
    row[at + 2] = batch[BatchRecord.Field.BILLING_ACCOUNT.ordinal()];
    row[at + 3] = region;
    return at + 4;
  }

  private static void copy(long[] values, Object[] row, int at) {
    for (int i = 0; i < values.length; i++) {
      row[at + i] = values[i];
    }
  }

  private Binary[] batch(long k0) {
    return texts[(int) k0];
  }

  private static Long number(Binary text) {
    return Long.valueOf(text.toStringUsingUTF8());
  }

  private static Long weight(Binary text) {
    return new BigDecimal(text.toStringUsingUTF8()).movePointRight(9).longValueExact();
  }

  /** A 128-bit integer, high word first, as Parquet's fixed-length decimals are. */
  private static Binary decimal(long high, long low) {
    return Binary.fromConstantByteArray(
        ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN).putLong(high).putLong(low).array());
  }

  private static <T> Binary[] labels(T[] values, java.util.function.Function<T, String> label) {
    Binary[] labels = new Binary[values.length];
    for (int i = 0; i < values.length; i++) {
      labels[i] =
          Binary.fromConstantByteArray(label.apply(values[i]).getBytes(StandardCharsets.UTF_8));
    }
    return labels;
  }
}
