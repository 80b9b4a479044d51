package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.truecost.metering.cells.EncodedCells;

/**
 * The one sink of the job: every table through it, one commit for all.
 *
 * <pre>
 *   writer (parallel): rows → closed Parquet files
 *     └► gather (1): all files of a checkpoint, once every writer has closed its own
 *          └► committer: writes the commit once the checkpoint is complete
 * </pre>
 */
public final class TablesSink
    implements Sink<EncodedCells>,
        SupportsCommitter<Published>,
        SupportsPreCommitTopology<Published, Published> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String summary;
  private final String lineage;
  private final TreeMap<String, Long> restated;
  private final String uid;
  private final boolean ownLease;

  /**
   * A sink for a process that holds the lease of the data directory, and has checked what it starts
   * from.
   *
   * @param directory an existing data directory
   * @param summary why commits are made: {@code replay}, {@code meter}
   * @param lineage id of the job, the same over its restarts
   * @param uid of the sink's operators
   * @param restated batches that the commit restates, to their new revision
   */
  public TablesSink(
      Path directory, String summary, String lineage, String uid, Map<String, Long> restated) {
    this(directory.toString(), summary, lineage, uid, new TreeMap<>(restated), false);
  }

  private TablesSink(
      String directory,
      String summary,
      String lineage,
      String uid,
      TreeMap<String, Long> restated,
      boolean ownLease) {
    this.directory = directory;
    this.summary = summary;
    this.lineage = lineage;
    this.uid = uid;
    this.restated = restated;
    this.ownLease = ownLease;
  }

  /**
   * The same for a cluster: the task that commits holds the lease while it lives, and refuses to
   * start from an older state than its lineage has committed.
   */
  public TablesSink withOwnLease() {
    return new TablesSink(directory, summary, lineage, uid, restated, true);
  }

  @Override
  public SinkWriter<EncodedCells> createWriter(WriterInitContext context) {
    // A job that starts again must not meet names of files it has made before.
    String name = lineage + "-" + UUID.randomUUID().toString().substring(0, 8);
    return new TablesWriter(Path.of(directory), name, context.metricGroup());
  }

  @Override
  public Committer<Published> createCommitter(CommitterInitContext context) throws IOException {
    TablesCommitter committer = new TablesCommitter(Path.of(directory), summary, lineage, restated);
    // All goes to the first subtask, also what a restored job still has to commit: it is the first
    // of the states that are dealt out.
    boolean commits = context.getTaskInfo().getIndexOfThisSubtask() == 0;
    if (commits) {
      committer.showIn(context.metricGroup());
    }
    return ownLease && commits
        ? LeasedCommitter.start(
            Path.of(directory), lineage, context.getRestoredCheckpointId(), committer)
        : committer;
  }

  @Override
  public SimpleVersionedSerializer<Published> getCommittableSerializer() {
    return new PublishedSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Published> getWriteResultSerializer() {
    return new PublishedSerializer();
  }

  @Override
  public DataStream<CommittableMessage<Published>> addPreCommitTopology(
      DataStream<CommittableMessage<Published>> closedFiles) {
    TypeInformation<CommittableMessage<Published>> type =
        CommittableMessageTypeInfo.of(PublishedSerializer::new);
    return closedFiles
        .global()
        .transform("gather", type, new GatherOperator())
        .uid(uid + "-gather")
        .setParallelism(1)
        .setMaxParallelism(1)
        // One commit at a time: all go to the same committer.
        .global();
  }
}
