package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A data file that a commit makes visible.
 *
 * @param table table it belongs to
 * @param path relative to the data directory, with {@code /}
 * @param registry partition
 * @param month partition, {@code YYYY-MM}
 * @param rows number of rows
 * @param bytes size on disk
 * @param batches ids of the batches whose rows it holds, sorted
 */
public record DataFile(
    String table,
    String path,
    String registry,
    String month,
    long rows,
    long bytes,
    List<String> batches) {
  /** How the name of a file begins that compaction wrote. */
  public static final String COMPACTED = "compacted-";

  public DataFile {
    requireNonNull(table, "table");
    requireNonNull(path, "path");
    requireNonNull(registry, "registry");
    requireNonNull(month, "month");
    batches = batches.stream().sorted().distinct().toList();
  }

  /** Whether compaction wrote it; then the derived tables hold its rows too. */
  public boolean compacted() {
    return path.startsWith(COMPACTED, path.lastIndexOf('/') + 1);
  }
}
