package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataDirectory;
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
  private final Path directory;
  private final String summary;
  private final String lineage;
  private final Map<String, Long> restated;

  TablesCommitter(Path directory, String summary, String lineage, Map<String, Long> restated) {
    this.directory = directory;
    this.summary = summary;
    this.lineage = lineage;
    this.restated = restated;
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
    List<CoveredOffsets> offsets = published.offsets();
    List<CheckpointMark> marks = published.marks();
    if (marks.isEmpty()) {
      return;
    }
    long number = number(marks);
    boolean whole = marks.stream().allMatch(CheckpointMark::publishes);
    DataDirectory data = DataDirectory.open(directory);
    Change.Checkpoint checkpoint = new Change.Checkpoint(lineage, number);
    PendingFiles pending = new PendingFiles(data, lineage);
    if (data.log().hasCommitted(checkpoint)) {
      pending.forgetUpTo(number);
      return;
    }
    if (!whole) {
      if (!files.isEmpty()) {
        pending.add(number, files, manifests(data, covered));
      }
      return;
    }
    List<String> manifests = new ArrayList<>(manifests(data, covered));
    for (Commit waiting : pending.before(number)) {
      files.addAll(waiting.files());
      manifests.addAll(waiting.coverage());
    }
    if (files.isEmpty() && offsets.isEmpty()) {
      return;
    }
    data.log()
        .append(
            Change.publish(summary, checkpoint, files, manifests)
                .restating(restated)
                .covering(offsets)
                .remembering(published.fingerprints()));
    pending.forgetUpTo(number);
  }

  /** At the end of the input, subtasks may have seen one checkpoint more or less. */
  private static long number(List<CheckpointMark> marks) {
    CheckpointMark first = marks.get(0);
    boolean fit =
        marks.size() == first.of()
            && marks.stream().allMatch(mark -> mark.ends() == first.ends())
            && (first.ends()
                || marks.stream().allMatch(mark -> mark.checkpoint() == first.checkpoint()));
    if (!fit) {
      throw new IllegalStateException("The marks of one checkpoint do not fit: " + marks);
    }
    return marks.stream().mapToLong(CheckpointMark::checkpoint).max().orElseThrow();
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
