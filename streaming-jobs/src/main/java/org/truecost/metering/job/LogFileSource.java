package org.truecost.metering.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.PlannedFile;

/**
 * Reads planned log files as blocks. A split is a file; readers ask for the next one when they are
 * done, largest first, so that the last to finish has the least left.
 */
final class LogFileSource implements Source<LogBlock, LogFileSplit, Collection<LogFileSplit>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<PlannedFile> files;
  private final int blockBytes;
  private final boolean oldestFirst;

  /**
   * @param oldestFirst whether earlier days come before larger files: lines that may come again are
   *     then compared while their time is remembered
   */
  LogFileSource(List<PlannedFile> files, int blockBytes, boolean oldestFirst) {
    this.files = new ArrayList<>(files);
    this.blockBytes = blockBytes;
    this.oldestFirst = oldestFirst;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<LogFileSplit, Collection<LogFileSplit>> createEnumerator(
      SplitEnumeratorContext<LogFileSplit> context) {
    List<LogFileSplit> all = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      all.add(new LogFileSplit(i, files.get(i).skipBytes()));
    }
    return restoreEnumerator(context, all);
  }

  @Override
  public SplitEnumerator<LogFileSplit, Collection<LogFileSplit>> restoreEnumerator(
      SplitEnumeratorContext<LogFileSplit> context, Collection<LogFileSplit> waiting) {
    List<LogFileSplit> bySize = new ArrayList<>(waiting);
    bySize.sort(
        Comparator.comparing(this::day)
            .thenComparingLong(split -> -files.get(split.fileIndex()).storedBytes())
            .thenComparingInt(LogFileSplit::fileIndex));
    return new Enumerator(context, new ArrayDeque<>(bySize));
  }

  /** The date of the file's batch, if that matters. */
  private String day(LogFileSplit split) {
    String batch = files.get(split.fileIndex()).batchId();
    return oldestFirst ? batch.substring(batch.lastIndexOf('/') + 1) : "";
  }

  @Override
  public SimpleVersionedSerializer<LogFileSplit> getSplitSerializer() {
    return new LogFileSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<LogFileSplit>> getEnumeratorCheckpointSerializer() {
    return new LogFileSplitSerializer.OfList();
  }

  @Override
  public SourceReader<LogBlock, LogFileSplit> createReader(SourceReaderContext context) {
    return new LogFileReader(context, files, blockBytes);
  }

  private static final class Enumerator
      implements SplitEnumerator<LogFileSplit, Collection<LogFileSplit>> {
    private final SplitEnumeratorContext<LogFileSplit> context;
    private final Deque<LogFileSplit> waiting;

    Enumerator(SplitEnumeratorContext<LogFileSplit> context, Deque<LogFileSplit> waiting) {
      this.context = context;
      this.waiting = waiting;
    }

    @Override
    public void start() {
      // Readers ask.
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
      LogFileSplit next = waiting.poll();
      if (next == null) {
        context.signalNoMoreSplits(subtask);
      } else {
        context.assignSplit(next, subtask);
      }
    }

    @Override
    public void addSplitsBack(List<LogFileSplit> splits, int subtask) {
      splits.forEach(waiting::addFirst);
    }

    @Override
    public void addReader(int subtask) {
      // Readers ask when they are ready.
    }

    @Override
    public Collection<LogFileSplit> snapshotState(long checkpointId) {
      return List.copyOf(waiting);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
