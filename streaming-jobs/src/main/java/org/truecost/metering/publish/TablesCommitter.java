package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataFile;
import org.truecost.tables.PendingFiles;

/**
 * Writes the commit. It runs once at a time, after every writer has closed the files of a
 * checkpoint, and a second attempt at the same checkpoint changes nothing.
 *
 * <p>Only where all totals were let go are the tables whole. Files closed at other checkpoints,
 * because memory was short, wait for the next such one.
 */
final class TablesCommitter implements Committer<Published> {
  private static final Logger LOG = LoggerFactory.getLogger(TablesCommitter.class);

  private final Path directory;
  private final String summary;
  private final String lineage;
  private final Map<String, Long> restated;
  private final CommitCounts counts = new CommitCounts();

  TablesCommitter(Path directory, String summary, String lineage, Map<String, Long> restated) {
    this.directory = directory;
    this.summary = summary;
    this.lineage = lineage;
    this.restated = restated;
  }

  /** Registers metrics of what is committed. */
  void showIn(MetricGroup operator) throws IOException {
    counts.showIn(operator, DataDirectory.open(directory));
  }

  @Override
  public void commit(Collection<CommitRequest<Published>> requests) throws IOException {
    for (CommitRequest<Published> request : requests) {
      commit(request.getCommittable());
    }
  }

  private void commit(Published published) throws IOException {
    List<DataFile> files = new ArrayList<>(published.files());
    List<CoveredFile> covered = new ArrayList<>(published.covered());
    List<CoveredOffsets> offsets = new ArrayList<>(published.offsets());
    List<CheckpointMark> marks = published.marks();
    if (marks.isEmpty()) {
      return;
    }
    long number = number(marks);
    boolean whole =
        marks.stream().filter(mark -> isOf(mark, number)).allMatch(CheckpointMark::publishes);
    DataDirectory data = DataDirectory.open(directory);
    Change.Checkpoint checkpoint = new Change.Checkpoint(lineage, number);
    PendingFiles pending = new PendingFiles(data, lineage);
    if (data.log().hasCommitted(checkpoint)) {
      pending.forgetUpTo(number);
      counts.waiting(0);
      LOG.info("event=commit_repeated lineage={} checkpoint={}", lineage, number);
      return;
    }
    if (!whole) {
      if (!files.isEmpty() || !offsets.isEmpty()) {
        pending.add(number, files, manifests(data, covered), offsets);
        counts.waitingMore(files.size());
        LOG.info(
            "event=files_wait lineage={} checkpoint={} files={} waiting_files={}",
            lineage,
            number,
            files.size(),
            counts.waiting());
      }
      return;
    }
    long started = System.nanoTime();
    List<String> manifests = new ArrayList<>(manifests(data, covered));
    long lines = covered.stream().mapToLong(CoveredFile::lines).sum();
    for (Commit waiting : pending.before(number)) {
      files.addAll(waiting.files());
      manifests.addAll(waiting.coverage());
      lines += data.coverage().lines(waiting.coverage());
      offsets.addAll(waiting.offsets());
    }
    if (files.isEmpty() && offsets.isEmpty()) {
      // All that there is, is visible.
      counts.current(number);
      return;
    }
    requireThere(data, files);
    Commit made =
        data.log()
            .append(
                Change.publish(summary, checkpoint, files, manifests)
                    .restating(restated)
                    .covering(offsets)
                    .remembering(published.fingerprints()))
            .commit();
    pending.forgetUpTo(number);
    counts.committed(made.sequence(), number);
    LOG.info(
        "event=commit sequence={} lineage={} checkpoint={} files={} rows={} bytes={} lines={}"
            + " took_ms={}",
        made.sequence(),
        lineage,
        number,
        files.size(),
        files.stream().mapToLong(DataFile::rows).sum(),
        files.stream().mapToLong(DataFile::bytes).sum(),
        lines,
        (System.nanoTime() - started) / 1_000_000);
  }

  /** Better no commit than one that names what is not there. */
  private static void requireThere(DataDirectory data, List<DataFile> files) throws IOException {
    for (DataFile file : files) {
      if (!Files.exists(data.resolve(file.path()))) {
        throw new DataDirectoryException(
            DataDirectoryException.Reason.DAMAGED,
            "The data file "
                + data.resolve(file.path())
                + " was removed before its commit, so nothing was committed. Begin a new job,"
                + " without state: what is committed is not metered again.");
      }
    }
  }

  /**
   * The checkpoint that marks are of. Those of earlier checkpoints may be among them: of one that
   * was aborted, after some subtasks had sent what belongs to it and before others did. It never
   * completes, so what was sent for it is of the next one that does.
   */
  private static long number(List<CheckpointMark> marks) {
    long newest = marks.stream().mapToLong(CheckpointMark::checkpoint).max().orElseThrow();
    List<CheckpointMark> last = marks.stream().filter(mark -> isOf(mark, newest)).toList();
    // At the end of the input, subtasks may have seen one checkpoint more or less.
    List<CheckpointMark> ends = marks.stream().filter(CheckpointMark::ends).toList();
    List<CheckpointMark> decisive = ends.isEmpty() ? last : ends;
    if (decisive.size() != decisive.get(0).of()) {
      throw new IllegalStateException("The marks of one checkpoint do not fit: " + marks);
    }
    return newest;
  }

  /** Whether a mark says what there is at {@code checkpoint}, and not before. */
  private static boolean isOf(CheckpointMark mark, long checkpoint) {
    return mark.ends() || mark.checkpoint() == checkpoint;
  }

  private static List<String> manifests(DataDirectory data, List<CoveredFile> covered)
      throws IOException {
    if (covered.isEmpty()) {
      return List.of();
    }
    covered.sort(
        Comparator.comparing(CoveredFile::source)
            .thenComparing(CoveredFile::file)
            .thenComparing(CoveredFile::decodedDigest));
    return List.of(data.coverage().write(covered));
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
