package org.truecost.metering.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.Progress;
import org.truecost.metering.UnusableFileException;

/**
 * Reads one file after the other, in the task's own thread: decompressing beside it would only move
 * work to a thread that no core is free for.
 */
final class LogFileReader implements SourceReader<LogBlock, LogFileSplit> {
  private final SourceReaderContext context;
  private final List<PlannedFile> files;
  private final int blockBytes;
  private final Deque<LogFileSplit> assigned = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private boolean noMoreSplits;
  private FileBlocks current;
  private int currentFile;
  private long delivered;
  private long storedReported;

  LogFileReader(SourceReaderContext context, List<PlannedFile> files, int blockBytes) {
    this.context = context;
    this.files = files;
    this.blockBytes = blockBytes;
  }

  @Override
  public void start() {
    context.sendSplitRequest();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<LogBlock> output) throws Exception {
    if (current == null && !openNext()) {
      if (!assigned.isEmpty()) {
        return InputStatus.MORE_AVAILABLE;
      }
      if (noMoreSplits) {
        return InputStatus.END_OF_INPUT;
      }
      return InputStatus.NOTHING_AVAILABLE;
    }
    LogBlock block = current.next();
    if (block == null) {
      finish();
    } else {
      delivered = block.firstByte + block.length + block.faultBytes;
      report(block);
      output.collect(block);
    }
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  public List<LogFileSplit> snapshotState(long checkpointId) {
    List<LogFileSplit> splits = new ArrayList<>(assigned);
    if (current != null) {
      splits.add(new LogFileSplit(currentFile, delivered));
    }
    return splits;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return current != null || !assigned.isEmpty() || noMoreSplits
        ? CompletableFuture.completedFuture(null)
        : available;
  }

  @Override
  public void addSplits(List<LogFileSplit> splits) {
    assigned.addAll(splits);
    wake();
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    wake();
  }

  @Override
  public void close() throws Exception {
    if (current != null) {
      current.close();
    }
  }

  private boolean openNext() throws IOException {
    LogFileSplit next = assigned.poll();
    if (next == null) {
      return false;
    }
    currentFile = next.fileIndex();
    delivered = next.position();
    storedReported = 0;
    PlannedFile file = files.get(currentFile);
    try {
      current = FileBlocks.open(Path.of(file.path()), currentFile, next.position(), blockBytes);
      return true;
    } catch (IOException e) {
      // It was there when the run was planned. Without a row in the ledger it is covered by no
      // commit, and metered when it is back. A restated batch, though, must not lose it.
      if (file.revision() > 1) {
        throw new UnusableFileException(
            file.path() + " vanished; a batch can only be restated whole.", e);
      }
      askForMore();
      return false;
    }
  }

  private void finish() throws IOException {
    current.close();
    current = null;
    askForMore();
  }

  private void askForMore() {
    if (assigned.isEmpty()) {
      available = new CompletableFuture<>();
      context.sendSplitRequest();
    }
  }

  private void report(LogBlock block) {
    long stored = current.storedBytesRead();
    Progress.current().read(stored - storedReported, block.last);
    storedReported = stored;
  }

  private void wake() {
    available.complete(null);
  }
}
