package org.truecost.metering.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.OpenJobs;

/**
 * The sink of a run without a job: adds up cells, writes them as rows, and makes all of them
 * visible by one commit. For whoever holds the lease of the data directory. Not thread-safe.
 *
 * <p>What was written and not committed is removed by the next compaction.
 */
public final class DirectPublication implements AutoCloseable {
  private final DataDirectory data;
  private final String runId;
  private final long capBytes;
  private final Cells totals = new Cells();
  private final TablesWriter writer;
  private boolean empty = true;

  /**
   * @param runId id of the run, new
   * @param capBytes memory of the totals at which they are written as rows
   */
  public DirectPublication(DataDirectory data, String runId, long capBytes) {
    this.data = data;
    this.runId = runId;
    this.capBytes = capBytes;
    this.writer = new TablesWriter(data.path(), runId, new UnregisteredMetricsGroup());
  }

  /**
   * Adds cells.
   *
   * @throws UncheckedIOException if rows cannot be written
   */
  public void add(EncodedCells cells) {
    empty = false;
    if (cells.kind == EncodedCells.FINGERPRINTS) {
      write(cells);
      return;
    }
    totals.merge(cells);
    if (totals.bytes() > capBytes) {
      letGo();
    }
  }

  /**
   * Makes all that was added visible.
   *
   * @param summary why, as the commit says it
   * @param covers which of the files whose ledger rows were added become covered by them
   * @return the commit, empty if nothing was added
   */
  public Optional<Commit> commit(String summary, Predicate<CoveredFile> covers) throws IOException {
    if (empty) {
      return Optional.empty();
    }
    try {
      letGo();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Published published = Published.joined(writer.prepareCommit());
    List<CoveredFile> covered = published.covered().stream().filter(covers).toList();
    List<String> manifests =
        covered.isEmpty() ? List.of() : List.of(data.coverage().write(covered));
    // It meters no line that a job's totals could hold too. What it remembers, such a job does not.
    String lineage = published.fingerprints().isEmpty() ? OpenJobs.MAINTENANCE + runId : runId;
    Change change =
        Change.publish(summary, new Change.Checkpoint(lineage, 1), published.files(), manifests)
            .remembering(published.fingerprints());
    return Optional.of(data.log().append(change).commit());
  }

  /** Abandons what is not committed. */
  @Override
  public void close() {
    writer.close();
  }

  private void letGo() {
    RowPieces.send(totals, this::write);
    totals.clear();
  }

  private void write(EncodedCells cells) {
    try {
      writer.write(cells, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
