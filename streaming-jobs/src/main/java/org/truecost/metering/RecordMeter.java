package org.truecost.metering;

import java.util.function.Consumer;
import org.truecost.metering.cells.EncodedCells;

/** Meters what a source delivers. It keeps nothing that {@link #flush} does not send. */
public interface RecordMeter<T> extends AutoCloseable {
  /** Meters a record. Cells are sent to {@code out} when memory asks for it. */
  void meter(T record, Consumer<EncodedCells> out);

  /** What it has done so far; the same object all the time. */
  MeteringCounts counts();

  /** Sends all cells to {@code out}. */
  void flush(Consumer<EncodedCells> out);

  /** Lets go of what it has open. */
  @Override
  default void close() {}
}
