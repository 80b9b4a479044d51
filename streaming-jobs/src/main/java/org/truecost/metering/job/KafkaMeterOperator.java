package org.truecost.metering.job;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaLines;
import org.truecost.metering.KafkaMeter;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.EncodedCells;

/**
 * Meters Kafka records. It holds no state over a checkpoint: all it has is sent before a barrier.
 */
final class KafkaMeterOperator extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<KafkaLines, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MeteringConfig config;
  private final KafkaPlan plan;
  private final RunLineage lineage;
  private final String keyFile;
  private final MeterCaps caps;
  private transient KafkaMeter meter;
  private transient Consumer<EncodedCells> out;

  KafkaMeterOperator(
      MeteringConfig config, KafkaPlan plan, RunLineage lineage, Path keyFile, MeterCaps caps) {
    this.config = config;
    this.plan = plan;
    this.lineage = lineage;
    this.keyFile = keyFile.toString();
    this.caps = caps;
  }

  @Override
  public void open() throws Exception {
    super.open();
    meter =
        new KafkaMeter(
            MeteringCatalog.load(config), plan, lineage, new ClientKeys(Path.of(keyFile)), caps);
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    out = cells -> output.collect(reused.replace(cells));
  }

  @Override
  public void processElement(StreamRecord<KafkaLines> element) {
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
}
