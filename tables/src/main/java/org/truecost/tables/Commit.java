package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of all tables: what it names is visible, nothing else is.
 *
 * @param sequence 1 for the first, then counting up without a gap
 * @param files live files of all tables, sorted by path
 * @param coverage live manifests of covered log files, paths relative to the data directory, sorted
 * @param revisions batches that were restated, to their live revision; a batch that is not here
 *     lives in revision 1
 * @param lineages jobs that committed, to the newest checkpoint they committed
 * @param offsets records of Kafka partitions that are metered, joined
 * @param summary why this commit was made, for a person: {@code replay}, {@code compact}, …
 * @param fingerprints files with fingerprints of the newest lines of sources that deliver some
 *     again ({@link FingerprintFile}), paths relative to the data directory, sorted
 */
public record Commit(
    long sequence,
    List<DataFile> files,
    List<String> coverage,
    Map<String, Long> revisions,
    Map<String, Long> lineages,
    List<CoveredOffsets> offsets,
    String summary,
    List<String> fingerprints) {
  /** Before the first commit: nothing is visible. */
  public static final Commit EMPTY =
      new Commit(0, List.of(), List.of(), Map.of(), Map.of(), List.of(), "empty");

  /** A commit that remembers no fingerprints. */
  public Commit(
      long sequence,
      List<DataFile> files,
      List<String> coverage,
      Map<String, Long> revisions,
      Map<String, Long> lineages,
      List<CoveredOffsets> offsets,
      String summary) {
    this(sequence, files, coverage, revisions, lineages, offsets, summary, List.of());
  }

  public Commit {
    files = files.stream().sorted(java.util.Comparator.comparing(DataFile::path)).toList();
    coverage = coverage.stream().sorted().distinct().toList();
    revisions = java.util.Collections.unmodifiableMap(new TreeMap<>(revisions));
    lineages = java.util.Collections.unmodifiableMap(new TreeMap<>(lineages));
    offsets = List.copyOf(CoveredOffsets.joined(offsets));
    requireNonNull(summary, "summary");
    fingerprints = fingerprints.stream().sorted().distinct().toList();
  }

  /** The live revision of a batch. */
  public long revisionOf(String batchId) {
    return revisions.getOrDefault(batchId, 1L);
  }

  /**
   * Whether {@code later} was made after this one by somebody who knew it. One that took a name
   * which had been used and expired is known to nobody.
   */
  boolean isKnownTo(Commit later) {
    return lineages.entrySet().stream()
        .allMatch(made -> later.lineages.getOrDefault(made.getKey(), -1L) >= made.getValue());
  }

  /** Live files of {@code table}. */
  public List<DataFile> files(TableSchema table) {
    return files.stream().filter(file -> file.table().equals(table.name())).toList();
  }
}
