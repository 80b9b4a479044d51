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
 * @param batches ids of the batches whose rows it holds, sorted; empty in a derived table
 */
public record DataFile(
    String table,
    String path,
    String registry,
    String month,
    long rows,
    long bytes,
    List<String> batches) {
  /** How the name of a file begins in which compaction merged others of its table. */
  public static final String COMPACTED = "compacted-";

  public DataFile {
    requireNonNull(table, "table");
    requireNonNull(path, "path");
    requireNonNull(registry, "registry");
    requireNonNull(month, "month");
    batches = batches.stream().sorted().distinct().toList();
  }

  /** Whether compaction merged it; then a derived table may hold its rows too. */
  public boolean compacted() {
    return path.startsWith(COMPACTED, nameStart());
  }

  /** Where its name starts in its path. */
  int nameStart() {
    return path.lastIndexOf('/') + 1;
  }
}
