package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.StandardSinkTopologies;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.truecost.metering.cells.EncodedCells;

/**
 * The one sink of the job: every table through it, one commit for all.
 *
 * <pre>
 *   writer (parallel): rows → closed Parquet files
 *     └► committer (parallel): passes them on
 *          └► global committer (1): writes the commit once every writer has closed its files
 * </pre>
 */
public final class TablesSink
    implements Sink<EncodedCells>,
        SupportsCommitter<Published>,
        SupportsPostCommitTopology<Published> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String lineage;
  private final TreeMap<String, Long> restated;

  /**
   * @param directory an existing data directory
   * @param lineage id of the run, also the start of its files' names
   * @param restated batches that the commit restates, to their new revision
   */
  public TablesSink(Path directory, String lineage, Map<String, Long> restated) {
    this.directory = directory.toString();
    this.lineage = lineage;
    this.restated = new TreeMap<>(restated);
  }

  @Override
  public SinkWriter<EncodedCells> createWriter(WriterInitContext context) {
    String name =
        lineage
            + "-"
            + context.getTaskInfo().getIndexOfThisSubtask()
            + "-"
            + context.getTaskInfo().getAttemptNumber();
    return new TablesWriter(Path.of(directory), name);
  }

  @Override
  public Committer<Published> createCommitter(CommitterInitContext context) {
    return new PassOn();
  }

  @Override
  public SimpleVersionedSerializer<Published> getCommittableSerializer() {
    return new PublishedSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<Published>> closedFiles) {
    String toDirectory = directory;
    String ofLineage = lineage;
    TreeMap<String, Long> ofBatches = restated;
    StandardSinkTopologies.addGlobalCommitter(
        closedFiles,
        context -> new TablesCommitter(Path.of(toDirectory), ofLineage, ofBatches),
        PublishedSerializer::new);
  }

  /** Nothing is visible before the global committer; there is nothing to do per writer. */
  private static final class PassOn implements Committer<Published> {
    @Override
    public void commit(Collection<CommitRequest<Published>> requests) throws IOException {
      // Accepting a request passes it on.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
