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
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;

/**
 * Writes the commit. It runs once at a time, after every writer has closed its files, and a second
 * attempt at the same publication changes nothing.
 */
final class TablesCommitter implements Committer<Published> {
  /** A replay publishes once, at its end. */
  private static final long ONLY_CHECKPOINT = 1;

  private final Path directory;
  private final String lineage;
  private final Map<String, Long> restated;

  TablesCommitter(Path directory, String lineage, Map<String, Long> restated) {
    this.directory = directory;
    this.lineage = lineage;
    this.restated = restated;
  }

  @Override
  public void commit(Collection<CommitRequest<Published>> requests) throws IOException {
    List<DataFile> files = new ArrayList<>();
    List<CoveredFile> covered = new ArrayList<>();
    for (CommitRequest<Published> request : requests) {
      request.getCommittable().dataFile().ifPresent(files::add);
      covered.addAll(request.getCommittable().covered());
    }
    if (files.isEmpty()) {
      return;
    }
    DataDirectory data = DataDirectory.open(directory);
    Change.Checkpoint checkpoint = new Change.Checkpoint(lineage, ONLY_CHECKPOINT);
    if (data.log().hasCommitted(checkpoint)) {
      return;
    }
    covered.sort(
        Comparator.comparing(CoveredFile::source)
            .thenComparing(CoveredFile::file)
            .thenComparing(CoveredFile::decodedDigest));
    List<String> manifests =
        covered.isEmpty() ? List.of() : List.of(data.coverage().write(covered));
    data.log().append(Change.publish("replay", checkpoint, files, manifests).restating(restated));
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
