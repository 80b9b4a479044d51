package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataFile;
import org.truecost.tables.FingerprintFile;
import org.truecost.tables.NewDataFile;

/**
 * Writes rows of all tables into Parquet files, one per table, registry and month, few open at a
 * time. What it writes is invisible until a commit names it.
 */
final class TablesWriter implements CommittingSinkWriter<EncodedCells, Published> {
  /** Rows arrive sorted by partition, so more than one is open only in passing. */
  private static final int MOST_OPEN = 3;

  private final Path directory;
  private final String namePrefix;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final List<DataFile> closed = new ArrayList<>();
  private final List<CoveredFile> covered = new ArrayList<>();
  private final List<CoveredOffsets> offsets = new ArrayList<>();
  private final List<CheckpointMark> marks = new ArrayList<>();
  private final List<String> fingerprints = new ArrayList<>();
  private FingerprintFile openFingerprints;
  private final Counter rowsWritten;
  private final Counter filesWritten;
  private final Counter bytesWritten;
  private int filesMade;

  /**
   * @param directory the data directory
   * @param namePrefix starts the name of every file, unique to this writer and attempt
   * @param operator where its metrics go
   */
  TablesWriter(Path directory, String namePrefix, MetricGroup operator) {
    this.directory = directory;
    this.namePrefix = namePrefix;
    MetricGroup group = operator.addGroup("truecost");
    this.rowsWritten = group.counter("rows_written_total");
    this.filesWritten = group.counter("files_written_total");
    this.bytesWritten = group.counter("file_bytes_written_total");
  }

  private record Open(
      CellKind kind,
      String registry,
      String month,
      String path,
      ParquetFile file,
      TreeSet<String> batches) {}

  @Override
  public void write(EncodedCells cells, Context context) throws IOException {
    if (cells.kind == EncodedCells.OFFSETS) {
      offsets.addAll(OffsetsRead.decode(cells));
      return;
    }
    if (cells.kind == EncodedCells.MARK) {
      marks.add(CheckpointMark.decode(cells));
      return;
    }
    if (cells.kind == EncodedCells.FINGERPRINTS) {
      remember(cells.cells);
      return;
    }
    CellReader reader = new CellReader(cells);
    if (reader.size() == 0) {
      return;
    }
    try {
      Open target = open(reader.kind(), reader.registry(), reader.month());
      target.file().add(reader);
      batches(reader, target.batches());
    } catch (IOException e) {
      throw DataDirectoryException.ofWrite(directory, e);
    }
    if (reader.kind() == CellKind.LEDGER) {
      covered.addAll(CoveredFiles.of(reader));
    }
  }

  private void remember(byte[] piece) throws IOException {
    try {
      if (openFingerprints == null) {
        openFingerprints = FingerprintFile.create(directory, namePrefix + "-" + filesMade++);
      }
      openFingerprints.add(piece);
    } catch (IOException e) {
      throw DataDirectoryException.ofWrite(directory, e);
    }
  }

  private static void batches(CellReader cells, TreeSet<String> ids) {
    boolean[] seen = new boolean[cells.entries() + 1];
    for (int i = 0; i < cells.size(); i++) {
      int batch = cells.batch(i);
      if (!seen[batch]) {
        seen[batch] = true;
        ids.add(cells.text(batch, BatchRecord.Field.BATCH_ID.ordinal()));
      }
    }
  }

  @Override
  public void flush(boolean endOfInput) {
    // Files are closed in prepareCommit, which always follows.
  }

  @Override
  public Collection<Published> prepareCommit() throws IOException {
    try {
      for (Open file : List.copyOf(open.values())) {
        close(file);
      }
      if (openFingerprints != null) {
        fingerprints.add(openFingerprints.finish());
        openFingerprints = null;
      }
    } catch (IOException e) {
      throw DataDirectoryException.ofWrite(directory, e);
    }
    open.clear();
    requireClosed();
    Published published = new Published(closed, covered, offsets, marks, fingerprints);
    closed.clear();
    covered.clear();
    offsets.clear();
    marks.clear();
    fingerprints.clear();
    return List.of(published);
  }

  /**
   * On a cluster a writer may begin before the task that says so ({@link
   * org.truecost.tables.OpenJobs}), and maintenance takes for an orphan what it closed. This part
   * of the job then begins anew, and a checkpoint never names such a file.
   */
  private void requireClosed() throws IOException {
    for (DataFile file : closed) {
      if (!Files.exists(directory.resolve(file.path()))) {
        throw new IOException("The data file " + file.path() + " was removed before its commit.");
      }
    }
  }

  /**
   * Abandons what is still open, after a failure: no commit will name it. A full disk must not fail
   * this as well, for Flink takes an error while it cleans up for the end of the task manager and
   * forgets the first one.
   */
  @Override
  public void close() {
    for (Open file : open.values()) {
      try {
        file.file().abandon();
      } catch (IOException unwritable) {
        // What had to be written by now has failed before, or was not wanted any more.
      }
    }
    open.clear();
    if (openFingerprints != null) {
      try {
        openFingerprints.close();
      } catch (IOException unwritable) {
        // As above.
      }
    }
  }

  private Open open(CellKind kind, String registry, String month) throws IOException {
    String partition = kind.table().name() + "/registry=" + registry + "/month=" + month;
    Open known = open.get(partition);
    if (known != null) {
      return known;
    }
    if (open.size() == MOST_OPEN) {
      String eldest = open.keySet().iterator().next();
      close(open.remove(eldest));
    }
    String path = partition + "/" + namePrefix + "-" + filesMade++ + ".parquet";
    Path file = NewDataFile.prepare(directory, kind.table(), path);
    Open made = new Open(kind, registry, month, path, new ParquetFile(kind, file), new TreeSet<>());
    open.put(partition, made);
    return made;
  }

  private void close(Open file) throws IOException {
    file.file().close();
    Path path = directory.resolve(file.path());
    // A commit must not name bytes that a power cut can still take away.
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    DataFile made =
        new DataFile(
            file.kind().table().name(),
            file.path(),
            file.registry(),
            file.month(),
            file.file().rows(),
            Files.size(path),
            List.copyOf(file.batches()));
    closed.add(made);
    rowsWritten.inc(made.rows());
    filesWritten.inc();
    bytesWritten.inc(made.bytes());
  }
}
