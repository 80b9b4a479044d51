package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.tables.Change;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;

/**
 * A sink whose committer is not idempotent: it commits each checkpoint twice. The commit log would
 * refuse the same files, and skip the same checkpoint, so they come again as others.
 */
public final class CommitsTwice
    implements Sink<EncodedCells>,
        SupportsCommitter<Published>,
        SupportsPreCommitTopology<Published, Published> {
  private static final long serialVersionUID = 1L;

  private final TablesSink sink;
  private final String directory;

  public CommitsTwice(TablesSink sink, Path directory) {
    this.sink = sink;
    this.directory = directory.toString();
  }

  @Override
  public SinkWriter<EncodedCells> createWriter(WriterInitContext context) {
    return sink.createWriter(context);
  }

  @Override
  public Committer<Published> createCommitter(CommitterInitContext context) throws IOException {
    return new Twice(sink.createCommitter(context), Path.of(directory));
  }

  private record Twice(Committer<Published> committer, Path directory)
      implements Committer<Published> {
    @Override
    public void commit(Collection<CommitRequest<Published>> requests)
        throws IOException, InterruptedException {
      DataDirectory data = DataDirectory.open(directory);
      Set<DataFile> before = new HashSet<>(data.log().head().files());
      committer.commit(requests);
      List<DataFile> again = new ArrayList<>();
      for (DataFile file : data.log().head().files()) {
        if (!before.contains(file)) {
          String path = file.path().replace(".parquet", "-again.parquet");
          Files.copy(data.resolve(file.path()), data.resolve(path));
          again.add(
              new DataFile(
                  file.table(),
                  path,
                  file.registry(),
                  file.month(),
                  file.rows(),
                  file.bytes(),
                  file.batches()));
        }
      }
      if (!again.isEmpty()) {
        data.log()
            .append(
                Change.publish(
                    "meter",
                    new Change.Checkpoint("again", data.log().head().sequence()),
                    again,
                    List.of()));
      }
    }

    @Override
    public void close() throws Exception {
      committer.close();
    }
  }

  @Override
  public SimpleVersionedSerializer<Published> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Published> getWriteResultSerializer() {
    return sink.getWriteResultSerializer();
  }

  @Override
  public DataStream<CommittableMessage<Published>> addPreCommitTopology(
      DataStream<CommittableMessage<Published>> closedFiles) {
    return sink.addPreCommitTopology(closedFiles);
  }
}
