package org.truecost.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Closed data files of a job that a commit may not name yet: rows that had to leave memory before
 * the rows of the same lines in other tables did. They wait for the publication that completes
 * them.
 *
 * <p>Each is a file in {@code _commits} with the content of a commit that nobody reads as one.
 */
public final class PendingFiles {
  private static final String PREFIX = "pending-";
  private static final String SUFFIX = ".files";

  private final CompareAndSet store;
  private final DataDirectory directory;
  private final String prefix;

  /**
   * @param lineage of the job
   */
  public PendingFiles(DataDirectory directory, String lineage) {
    this.directory = directory;
    this.store = new LocalCompareAndSet(directory.commits());
    this.prefix = PREFIX + lineage + "-";
  }

  /**
   * Remembers what a checkpoint closed. A second time, for the same checkpoint, does nothing.
   *
   * @param offsets whose rows are among what waits
   */
  public void add(
      long checkpoint, List<DataFile> files, List<String> coverage, List<CoveredOffsets> offsets)
      throws IOException {
    Commit pending =
        new Commit(checkpoint, files, coverage, Map.of(), Map.of(), offsets, "pending");
    store.create(name(checkpoint), CommitFile.encode(pending));
  }

  /** What waits since checkpoints before {@code checkpoint}. */
  public List<Commit> before(long checkpoint) throws IOException {
    List<Commit> pending = new ArrayList<>();
    for (long number : numbers()) {
      if (number < checkpoint) {
        Optional<byte[]> content = store.read(name(number));
        if (content.isPresent()) {
          pending.add(CommitFile.decode(directory.commits().resolve(name(number)), content.get()));
        }
      }
    }
    return pending;
  }

  /** Forgets what waits since checkpoints up to {@code checkpoint}: it was committed. */
  public void forgetUpTo(long checkpoint) throws IOException {
    for (long number : numbers()) {
      if (number <= checkpoint) {
        store.delete(name(number));
      }
    }
  }

  /** Forgets what waits since later checkpoints than the one a job starts from. */
  public void forgetAfter(long checkpoint) throws IOException {
    for (long number : numbers()) {
      if (number > checkpoint) {
        store.delete(name(number));
      }
    }
  }

  /** Whether a file in {@code _commits} is one of a job's, whichever. */
  static boolean isPending(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  private List<Long> numbers() throws IOException {
    return store.names().stream()
        .filter(name -> name.startsWith(prefix) && name.endsWith(SUFFIX))
        .map(name -> name.substring(prefix.length(), name.length() - SUFFIX.length()))
        .filter(number -> number.chars().allMatch(c -> c >= '0' && c <= '9') && !number.isEmpty())
        .map(Long::parseLong)
        .sorted()
        .collect(Collectors.toList());
  }

  private String name(long checkpoint) {
    return prefix + checkpoint + SUFFIX;
  }
}
