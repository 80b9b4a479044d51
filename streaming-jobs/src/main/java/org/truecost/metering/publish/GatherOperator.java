package org.truecost.metering.publish;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Makes what all writers have closed for a checkpoint into one thing to commit. Writers send it
 * before their barriers, so when the barriers have met here, all of it has; nothing is kept over a
 * checkpoint.
 */
final class GatherOperator extends AbstractStreamOperator<CommittableMessage<Published>>
    implements OneInputStreamOperator<
        CommittableMessage<Published>, CommittableMessage<Published>> {
  private static final long serialVersionUID = 1L;

  private transient List<Published> parts;

  /** The checkpoint of what came last; of the last one, the writers decide the number. */
  private transient long checkpoint;

  private transient boolean finished;

  @Override
  public void open() throws Exception {
    super.open();
    parts = new ArrayList<>();
  }

  @Override
  public void processElement(StreamRecord<CommittableMessage<Published>> element) {
    if (element.getValue() instanceof CommittableWithLineage<Published> part) {
      parts.add(part.getCommittable());
      checkpoint = part.getCheckpointIdOrEOI();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    if (!finished) {
      send(checkpointId);
    }
  }

  @Override
  public void finish() {
    if (!parts.isEmpty()) {
      send(checkpoint);
    }
    finished = true;
  }

  private void send(long number) {
    int committables = parts.isEmpty() ? 0 : 1;
    output.collect(new StreamRecord<>(new CommittableSummary<>(0, 1, number, committables, 0)));
    if (!parts.isEmpty()) {
      output.collect(
          new StreamRecord<>(new CommittableWithLineage<>(Published.joined(parts), number, 0)));
      parts.clear();
    }
  }
}
