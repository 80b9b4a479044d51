package org.truecost.metering.job;

import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.truecost.metering.RecordMeter;
import org.truecost.metering.cells.EncodedCells;

/**
 * Meters what its source delivers. It holds no state over a checkpoint: all it has is sent before
 * each barrier.
 */
final class MeterOperator<T> extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<T, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Lines that must be compared with others before they count. */
  static final OutputTag<EncodedCells> LINES =
      new OutputTag<>("lines", TypeInformation.of(EncodedCells.class));

  private final SerializableSupplier<RecordMeter<T>> meters;
  private transient RecordMeter<T> meter;
  private transient Consumer<EncodedCells> out;

  /**
   * @param meters makes the meter where the operator runs
   */
  MeterOperator(SerializableSupplier<RecordMeter<T>> meters) {
    this.meters = meters;
  }

  @Override
  public void open() throws Exception {
    super.open();
    meter = meters.get();
    MeteringMetrics.meter(
        getMetricGroup(), meter.counts(), getProcessingTimeService()::getCurrentProcessingTime);
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    out =
        cells -> {
          if (cells.kind == EncodedCells.LINES) {
            output.collect(LINES, reused.<EncodedCells>replace(cells));
          } else {
            output.collect(reused.replace(cells));
          }
        };
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    meter.meter(element.getValue(), out);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    meter.flush(out);
  }

  @Override
  public void endInput() {
    meter.flush(out);
  }

  @Override
  public void close() throws Exception {
    if (meter != null) {
      meter.close();
    }
    super.close();
  }
}
