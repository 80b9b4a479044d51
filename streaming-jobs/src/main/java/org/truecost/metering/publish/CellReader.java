package org.truecost.metering.publish;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;

/**
 * Looks into encoded cells in place: keys, values, and the texts of the dictionary entries that
 * keys name. Entry 0 is "none".
 */
final class CellReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final CellKind kind;
  private final byte[] bytes;
  private final int[] entryStarts;
  private final int cells;
  private final int firstCell;
  private final int cellBytes;

  CellReader(EncodedCells encoded) {
    this.kind = CellKind.all().get(encoded.kind);
    this.bytes = encoded.cells;
    int entries = (int) INTS.get(bytes, 0);
    entryStarts = new int[entries + 1];
    int at = 4;
    for (int i = 1; i <= entries; i++) {
      entryStarts[i] = at + 4;
      at += 4 + (int) INTS.get(bytes, at);
    }
    cells = (int) INTS.get(bytes, at);
    firstCell = at + 4;
    cellBytes = 8 * (CellTable.KEY_WORDS + kind.valueWords());
  }

  CellKind kind() {
    return kind;
  }

  /** Number of cells. */
  int size() {
    return cells;
  }

  /** Number of dictionary entries; they count from 1. */
  int entries() {
    return entryStarts.length - 1;
  }

  byte[] bytes() {
    return bytes;
  }

  int time(int cell) {
    return (int) (key(cell, 0) >> 32);
  }

  int batch(int cell) {
    return (int) key(cell, 0);
  }

  int small(int cell) {
    return (int) (key(cell, 1) >>> 32);
  }

  int region(int cell) {
    return (int) key(cell, 1);
  }

  int who(int cell) {
    return (int) (key(cell, 2) >>> 32);
  }

  int what(int cell) {
    return (int) key(cell, 2);
  }

  long word(int cell, int index) {
    return (long)
        LONGS.get(bytes, firstCell + cell * cellBytes + 8 * (CellTable.KEY_WORDS + index));
  }

  /** Where a text of an entry begins in {@link #bytes()}. */
  int textFrom(int entry, int index) {
    int at = entryStarts[entry];
    for (int i = 0; i < index; i++) {
      at += Text.LENGTH_BYTES + Text.length(bytes, at);
    }
    return at + Text.LENGTH_BYTES;
  }

  /** How long a text is that begins at {@code textFrom}. */
  int textLength(int textFrom) {
    return Text.length(bytes, textFrom - Text.LENGTH_BYTES);
  }

  String text(int entry, int index) {
    int from = textFrom(entry, index);
    return new String(bytes, from, textLength(from), StandardCharsets.UTF_8);
  }

  long number(int entry, int index) {
    return Long.parseLong(text(entry, index));
  }

  /** The registry of all cells: cells of one piece belong into one file. */
  String registry() {
    return text(batch(0), BatchRecord.Field.REGISTRY.ordinal());
  }

  /** The month of all cells: cells of one piece belong into one file. */
  String month() {
    return CellTime.month(kind, time(0));
  }

  private long key(int cell, int word) {
    return (long) LONGS.get(bytes, firstCell + cell * cellBytes + 8 * word);
  }
}
