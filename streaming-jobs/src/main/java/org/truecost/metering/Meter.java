package org.truecost.metering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.cells.EncodedCells;

/** Meters the blocks of planned files. Blocks of one file come in order. Not thread-safe. */
public final class Meter implements RecordMeter<LogBlock> {
  private final List<PlannedFile> plan;
  private final LineMeter lines;
  private final Map<Integer, FileMeter> open = new HashMap<>();

  /**
   * @param catalog configuration
   * @param plan the files that blocks belong to
   * @param lineage what is stamped on every row
   * @param keys keys of clients' pseudonyms
   * @param caps memory it may hold
   */
  public Meter(
      MeteringCatalog catalog,
      List<PlannedFile> plan,
      RunLineage lineage,
      ClientKeys keys,
      MeterCaps caps) {
    this.plan = plan;
    this.lines = new LineMeter(catalog, lineage, keys, caps);
  }

  /** Meters all lines of a block. Cells are sent to {@code out} when memory asks for it. */
  @Override
  public void meter(LogBlock block, Consumer<EncodedCells> out) {
    FileMeter file = open.computeIfAbsent(block.fileIndex, index -> lines.open(plan.get(index)));
    lines.meter(block, file);
    if (block.last) {
      open.remove(block.fileIndex);
      file.account(block.decodedDigest, block.decodedBytes, block.beginnings);
    }
    if (lines.isFull()) {
      flush(out);
    } else {
      lines.sendWaiting(out);
    }
  }

  @Override
  public MeteringCounts counts() {
    return lines.counts();
  }

  /** Sends all cells to {@code out}. */
  @Override
  public void flush(Consumer<EncodedCells> out) {
    lines.flush(out);
  }
}
