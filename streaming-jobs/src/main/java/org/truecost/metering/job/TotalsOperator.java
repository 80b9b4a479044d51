package org.truecost.metering.job;

import java.nio.charset.StandardCharsets;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;

/**
 * Adds up the cells of its buckets and lets them go as rows: at the end of the input, or when they
 * reach their memory cap. What comes later for the same key is a new delta.
 */
final class TotalsOperator extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<EncodedCells, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final long capBytes;
  private transient Cells totals;

  /**
   * @param capBytes memory of the totals of one subtask at which they are let go
   */
  TotalsOperator(long capBytes) {
    this.capBytes = capBytes;
  }

  @Override
  public void open() throws Exception {
    super.open();
    totals = new Cells();
  }

  @Override
  public void processElement(StreamRecord<EncodedCells> element) {
    totals.merge(element.getValue());
    if (totals.bytes() > capBytes) {
      letGo();
    }
  }

  @Override
  public void endInput() {
    letGo();
  }

  private void letGo() {
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    for (CellKind kind : CellKind.all()) {
      Partitioning partitioning = new Partitioning(kind, totals);
      for (Cells.Partition partition : totals.partitions(kind, partitioning)) {
        totals.send(
            kind,
            0,
            partition.places(),
            0,
            partition.places().length,
            cells -> output.collect(reused.replace(cells)));
      }
    }
    totals.clear();
  }

  /** Files hold one registry and one month. */
  private static final class Partitioning implements Cells.PartitionOf {
    private final CellKind kind;
    private final Cells cells;
    private long lastTimeAndBatch = -1;
    private int lastNumber;

    Partitioning(CellKind kind, Cells cells) {
      this.kind = kind;
      this.cells = cells;
    }

    @Override
    public int number(int time, int batch, org.truecost.metering.cells.Dictionary names) {
      long timeAndBatch = Cells.k0(time, batch);
      if (timeAndBatch != lastTimeAndBatch) {
        byte[] record = cells.dictionary().get(batch);
        String registry =
            new String(
                Text.split(record, 0, record.length).get(BatchRecord.Field.REGISTRY.ordinal()),
                StandardCharsets.UTF_8);
        lastNumber = names.intern(Text.join(registry, CellTime.month(kind, time)));
        lastTimeAndBatch = timeAndBatch;
      }
      return lastNumber;
    }
  }
}
