package org.truecost.metering.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.LineComparison;
import org.truecost.metering.publish.CheckpointMark;
import org.truecost.metering.publish.OffsetsRead;
import org.truecost.metering.publish.RowPieces;
import org.truecost.tables.CoveredOffsets;

/**
 * Adds up the cells of its buckets and lets them go as rows: when the clock says so, at the end of
 * the input, or when they reach their memory cap. What comes later for the same key is a new delta.
 *
 * <p>Totals live on the heap and go into checkpoints bucket by bucket, so that a job may be
 * restored with another parallelism.
 */
final class TotalsOperator extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<EncodedCells, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Flink's own logger, which this class inherits, speaks of operators, not of totals. */
  private static final Logger EVENTS = LoggerFactory.getLogger(TotalsOperator.class);

  private final long capBytes;
  private final PublishClock clock;
  private transient Cells totals;
  private transient List<CoveredOffsets> offsets;

  /** Bucket and source to fingerprints that wait for the publication they belong to. */
  private transient Map<String, EncodedCells> fingerprints;

  private transient boolean ended;
  private transient long lastCheckpoint;
  private transient long earlyFlushes;

  /**
   * @param capBytes memory of the totals of one subtask at which they are let go
   * @param clock at which checkpoints they are let go
   */
  TotalsOperator(long capBytes, PublishClock clock) {
    this.capBytes = capBytes;
    this.clock = clock;
  }

  @Override
  protected boolean isUsingCustomRawKeyedState() {
    return true;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    totals = new Cells();
    offsets = new ArrayList<>();
    fingerprints = new TreeMap<>();
    lastCheckpoint = context.getRestoredCheckpointId().orElse(0);
    for (KeyGroupStatePartitionStreamProvider group : context.getRawKeyedStateInputs()) {
      for (EncodedCells piece : TotalsState.read(group.getStream())) {
        add(piece);
      }
    }
    MeteringMetrics.totals(getMetricGroup(), totals, capBytes, () -> earlyFlushes);
    if (lastCheckpoint > 0) {
      EVENTS.info(
          "event=checkpoint_restored checkpoint={} subtask={} cells={}",
          lastCheckpoint,
          getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
          totals.size());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    KeyedStateCheckpointOutputStream out = context.getRawKeyedOperatorStateOutput();
    for (Map.Entry<Integer, List<EncodedCells>> group : KeyGroups.of(this::sendState).entrySet()) {
      out.startNewKeyGroup(group.getKey());
      TotalsState.write(group.getValue(), out);
    }
  }

  private void sendState(Consumer<EncodedCells> out) {
    totals.sendByBucket(out);
    offsets.forEach(range -> out.accept(OffsetsRead.encode(range)));
    fingerprints.values().forEach(out);
  }

  @Override
  public void processElement(StreamRecord<EncodedCells> element) throws IOException {
    add(element.getValue());
    if (totals.bytes() > capBytes) {
      earlyFlushes++;
      EVENTS.info(
          "event=totals_at_cap subtask={} cells={} bytes={} cap_bytes={}",
          getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
          totals.size(),
          totals.bytes(),
          capBytes);
      letGo();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    // The last publication is not that of a checkpoint, and nothing comes behind it.
    lastCheckpoint = checkpointId;
    if (!ended) {
      boolean due = clock.isDue(checkpointId);
      if (due) {
        publish();
      }
      mark(checkpointId, false, due);
    }
  }

  @Override
  public void endInput() {
    publish();
    mark(lastCheckpoint + 1, true, true);
    ended = true;
  }

  private void add(EncodedCells piece) throws IOException {
    if (piece.kind == EncodedCells.OFFSETS) {
      offsets.addAll(OffsetsRead.decode(piece));
      offsets = new ArrayList<>(CoveredOffsets.joined(offsets));
    } else if (piece.kind == EncodedCells.FINGERPRINTS) {
      fingerprints.put(piece.bucket + "/" + LineComparison.sourceOf(piece.cells), piece);
    } else {
      totals.merge(piece);
    }
  }

  private void publish() {
    letGo();
    if (!offsets.isEmpty()) {
      output.collect(new StreamRecord<>(OffsetsRead.encode(offsets)));
      offsets.clear();
    }
    fingerprints.values().forEach(piece -> output.collect(new StreamRecord<>(piece)));
    fingerprints.clear();
  }

  private void mark(long checkpoint, boolean ends, boolean publishes) {
    int of = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    output.collect(
        new StreamRecord<>(new CheckpointMark(checkpoint, ends, publishes, of).encode()));
  }

  private void letGo() {
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    RowPieces.send(totals, cells -> output.collect(reused.replace(cells)));
    totals.clear();
  }
}
