package org.truecost.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that may go on from a checkpoint: it may name data files that are closed and not committed,
 * so these must not be taken for orphans. At most one at a time, the one that began last: if an
 * earlier one went on beside it, both would commit the same lines.
 *
 * <p>Each is a file in {@code _commits} that names what other jobs and replays had committed when
 * it began, a line each. If these have changed, its totals may hold lines that are committed: it
 * holds the lease while it runs, but a replay may come between its end and its resumption. In files
 * of earlier versions nothing stands, and nothing is said of others.
 */
public final class OpenJobs {
  private static final String PREFIX = "job-";
  private static final String SUFFIX = ".open";
  private static final String HEADER = "others\n";

  /** Lineages of what meters nothing begin so; a job's cannot. */
  public static final String MAINTENANCE = "_";

  private final CompareAndSet store;

  /** Of a data directory. */
  public OpenJobs(DataDirectory directory) {
    this.store = new LocalCompareAndSet(directory.commits());
  }

  /**
   * Begins a job and gives up all others, with the files that waited for them.
   *
   * @param head the newest commit; what it names, the job takes into account
   */
  public void begin(String lineage, Commit head) throws IOException {
    endAll();
    store.create(PREFIX + lineage + SUFFIX, others(lineage, head).getBytes(UTF_8));
  }

  /** Gives up all jobs, with the files that waited for them: none can go on from its state. */
  void endAll() throws IOException {
    for (String name : store.names()) {
      if (lineageOf(name) != null || PendingFiles.isPending(name)) {
        store.delete(name);
      }
    }
  }

  /**
   * Whether nobody else has metered anything since an open job began: then no line of its totals is
   * committed. Compaction and retention are no jobs.
   */
  public boolean isAlone(String lineage, Commit head) throws IOException {
    Optional<byte[]> began = store.read(PREFIX + lineage + SUFFIX);
    return began.isEmpty()
        || began.get().length == 0
        || new String(began.get(), UTF_8).equals(others(lineage, head));
  }

  private static String others(String lineage, Commit head) {
    StringBuilder others = new StringBuilder(HEADER);
    head.lineages()
        .forEach(
            (other, checkpoint) -> {
              if (!other.equals(lineage) && !other.startsWith(MAINTENANCE)) {
                others.append(other).append(' ').append(checkpoint).append('\n');
              }
            });
    return others.toString();
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
