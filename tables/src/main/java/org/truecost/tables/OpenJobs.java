package org.truecost.tables;

import java.io.IOException;
import java.util.List;

/**
 * Jobs that may go on from a checkpoint: it may name data files that are closed and not committed,
 * so these must not be taken for orphans. At most one at a time, the one that began last: if an
 * earlier one went on beside it, both would commit the same lines.
 *
 * <p>Each is an empty file in {@code _commits}.
 */
public final class OpenJobs {
  private static final String PREFIX = "job-";
  private static final String SUFFIX = ".open";

  private final CompareAndSet store;

  /** Of a data directory. */
  public OpenJobs(DataDirectory directory) {
    this.store = new LocalCompareAndSet(directory.commits());
  }

  /** Begins a job and gives up all others, with the files that waited for them. */
  public void begin(String lineage) throws IOException {
    endAll();
    store.create(PREFIX + lineage + SUFFIX, new byte[0]);
  }

  /** Gives up all jobs, with the files that waited for them: none can go on from its state. */
  void endAll() throws IOException {
    for (String name : store.names()) {
      if (lineageOf(name) != null || PendingFiles.isPending(name)) {
        store.delete(name);
      }
    }
  }

  /** Whether the job may go on: it has not ended, and none has begun after it. */
  public boolean isOpen(String lineage) throws IOException {
    return lineages().contains(lineage);
  }

  /** A job has come to its end and left no checkpoint. */
  public void end(String lineage) throws IOException {
    store.delete(PREFIX + lineage + SUFFIX);
  }

  /** Jobs that may go on. */
  List<String> lineages() throws IOException {
    return store.names().stream().map(OpenJobs::lineageOf).filter(name -> name != null).toList();
  }

  private static String lineageOf(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX)
        ? name.substring(PREFIX.length(), name.length() - SUFFIX.length())
        : null;
  }
}
