package org.truecost.metering.job;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Dictionary;
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
    private final Map<Integer, String> registryOfBatch = new HashMap<>();
    private final Map<Integer, String> monthOfDay = new HashMap<>();

    /** (batch, day) to the number of its partition. */
    private final CellTable known = new CellTable(1);

    Partitioning(CellKind kind, Cells cells) {
      this.kind = kind;
      this.cells = cells;
    }

    @Override
    public int number(int time, int batch, Dictionary names) {
      int day = (int) Math.floorDiv(CellTime.startMicros(kind, time), CellTime.MICROS_PER_DAY);
      int place = known.find(Cells.k0(day, batch), 0, 0);
      long number = known.words()[place];
      if (number == 0) {
        String registry = registryOfBatch.computeIfAbsent(batch, this::registry);
        String month = monthOfDay.computeIfAbsent(day, any -> CellTime.month(kind, time));
        number = names.intern(Text.join(registry, month));
        known.words()[place] = number;
      }
      return (int) number;
    }

    private String registry(int batch) {
      byte[] record = cells.dictionary().get(batch);
      return new String(
          Text.split(record, 0, record.length).get(BatchRecord.Field.REGISTRY.ordinal()),
          StandardCharsets.UTF_8);
    }
  }
}
