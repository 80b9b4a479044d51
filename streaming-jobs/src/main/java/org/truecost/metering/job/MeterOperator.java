package org.truecost.metering.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.Meter;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.EncodedCells;

/** Meters blocks. It holds no state over a checkpoint: its cells are sent before each barrier. */
final class MeterOperator extends AbstractStreamOperator<EncodedCells>
    implements OneInputStreamOperator<LogBlock, EncodedCells>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MeteringConfig config;
  private final ArrayList<PlannedFile> files;
  private final RunLineage lineage;
  private final String keyFile;
  private final MeterCaps caps;
  private transient Meter meter;
  private transient Consumer<EncodedCells> out;

  MeterOperator(
      MeteringConfig config,
      List<PlannedFile> files,
      RunLineage lineage,
      Path keyFile,
      MeterCaps caps) {
    this.config = config;
    this.files = new ArrayList<>(files);
    this.lineage = lineage;
    this.keyFile = keyFile.toString();
    this.caps = caps;
  }

  @Override
  public void open() throws Exception {
    super.open();
    meter =
        new Meter(
            MeteringCatalog.load(config), files, lineage, new ClientKeys(Path.of(keyFile)), caps);
    StreamRecord<EncodedCells> reused = new StreamRecord<>(null);
    out = cells -> output.collect(reused.replace(cells));
  }

  @Override
  public void processElement(StreamRecord<LogBlock> element) {
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
