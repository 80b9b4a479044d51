package org.truecost.metering.cells;

/**
 * Cells of one kind on their way to another operator, with the dictionary entries they use. A plain
 * class with public fields, so that Flink can carry it.
 */
public final class EncodedCells {
  /** Which totals they belong to; equal keys are always in the same bucket. */
  public int bucket;

  /** {@link CellKind} by number. */
  public int kind;

  /** Written by {@link Cells}. */
  public byte[] cells = new byte[0];
}
