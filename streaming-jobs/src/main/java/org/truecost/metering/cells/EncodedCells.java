package org.truecost.metering.cells;

/**
 * Cells of one kind on their way to another operator, with the dictionary entries they use. A plain
 * class with public fields, so that Flink can carry it.
 */
public final class EncodedCells {
  /** In place of a kind: offsets that were read, see {@code OffsetsRead}. */
  public static final int OFFSETS = -1;

  /** In place of a kind: all cells up to a checkpoint are sent, see {@code CheckpointMark}. */
  public static final int MARK = -2;

  /** In place of a kind: lines that may have come before, see {@link WaitingLines}. */
  public static final int LINES = -3;

  /** In place of a kind: fingerprints of lines that a commit remembers. */
  public static final int FINGERPRINTS = -4;

  /** Which totals they belong to; equal keys are always in the same bucket. */
  public int bucket;

  /** {@link CellKind} by number, or one of the above. */
  public int kind;

  /** Written by {@link Cells}, or whoever knows the above. */
  public byte[] cells = new byte[0];
}
