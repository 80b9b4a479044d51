package org.truecost.metering.job;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.dedup.LineComparison;
import org.truecost.tables.FingerprintFile;

/**
 * Compares lines that may have come before, and sends on the cells of those that count. Only jobs
 * with such a source have it.
 *
 * <p>Fingerprints live on the heap and go into checkpoints bucket by bucket. They also go with each
 * publication, for the next job that starts without state.
 */
final class ComparisonOperator extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<EncodedCells, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final ComparisonPlan plan;
  private final long cellBytes;
  private final PublishClock clock;
  private transient LineComparison comparison;
  private transient Consumer<EncodedCells> out;
  private transient boolean ended;

  /**
   * @param cellBytes memory of the cells of lines that count
   * @param clock at which checkpoints fingerprints are published
   */
  ComparisonOperator(ComparisonPlan plan, long cellBytes, PublishClock clock) {
    this.plan = plan;
    this.cellBytes = cellBytes;
    this.clock = clock;
  }

  @Override
  protected boolean isUsingCustomRawKeyedState() {
    return true;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    comparison = new LineComparison(plan.sources(), cellBytes);
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    out = cells -> output.collect(reused.replace(cells));
    if (context.isRestored()) {
      for (KeyGroupStatePartitionStreamProvider group : context.getRawKeyedStateInputs()) {
        DataInputStream in = new DataInputStream(group.getStream());
        for (int left = in.readInt(); left > 0; left--) {
          comparison.remember(in.readNBytes(in.readInt()));
        }
      }
    } else {
      for (String file : plan.files()) {
        FingerprintFile.read(Path.of(file), this::rememberOwn);
      }
    }
  }

  private void rememberOwn(byte[] piece) throws IOException {
    var task = getRuntimeContext().getTaskInfo();
    int owner =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            LineComparison.bucketOf(piece), Cells.BUCKETS, task.getNumberOfParallelSubtasks());
    if (owner == task.getIndexOfThisSubtask()
        && !plan.restated().contains(LineComparison.sourceOf(piece))) {
      comparison.remember(piece);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    KeyedStateCheckpointOutputStream target = context.getRawKeyedOperatorStateOutput();
    for (Map.Entry<Integer, List<EncodedCells>> group : KeyGroups.of(comparison::send).entrySet()) {
      target.startNewKeyGroup(group.getKey());
      DataOutputStream bytes = new DataOutputStream(target);
      bytes.writeInt(group.getValue().size());
      for (EncodedCells piece : group.getValue()) {
        bytes.writeInt(piece.cells.length);
        bytes.write(piece.cells);
      }
      bytes.flush();
    }
  }

  @Override
  public void processElement(StreamRecord<EncodedCells> element) {
    comparison.take(element.getValue(), out);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    if (!ended) {
      comparison.flush(out);
      comparison.forget();
      if (clock.isDue(checkpointId)) {
        comparison.send(out);
      }
    }
  }

  @Override
  public void endInput() {
    comparison.flush(out);
    comparison.forget();
    comparison.send(out);
    ended = true;
  }
}
