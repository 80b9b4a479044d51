package org.truecost.metering.dedup;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.truecost.config.Problems;
import org.truecost.source.Deduplication;
import org.truecost.source.Source;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.FingerprintFile;

/**
 * What a job needs to know to compare lines.
 *
 * @param sources how each source's lines are compared; empty if no source asks for it
 * @param files with the fingerprints that the newest commit remembers
 * @param restated sources that begin anew, since all of their batches are metered again
 */
public record ComparisonPlan(
    TreeMap<String, Deduplication> sources, ArrayList<String> files, TreeSet<String> restated)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A part of the heap that fingerprints may take; the rest is for what all sources need. */
  private static final int HEAP_SHARE = 4;

  public ComparisonPlan {
    sources = new TreeMap<>(sources);
    files = new ArrayList<>(files);
    restated = new TreeSet<>(restated);
  }

  /** For a job that goes on behind {@code head}. */
  public static ComparisonPlan of(Collection<Source> sources, DataDirectory data, Commit head) {
    TreeMap<String, Deduplication> compared = new TreeMap<>();
    for (Source source : sources) {
      source.declaredDeduplication().ifPresent(how -> compared.put(source.id(), how));
    }
    ArrayList<String> files = new ArrayList<>();
    if (!compared.isEmpty()) {
      head.fingerprints().forEach(file -> files.add(data.resolve(file).toString()));
    }
    return new ComparisonPlan(compared, files, new TreeSet<>());
  }

  /** This plan, but what is remembered of these sources is forgotten. */
  public ComparisonPlan restating(Set<String> sourceIds) {
    return new ComparisonPlan(sources, files, new TreeSet<>(sourceIds));
  }

  /** Whether there is nothing to compare. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /**
   * Makes sure that the memory may be had.
   *
   * @param sourcesFile where sources are configured
   * @param heapBytes heap of all subtasks together
   * @throws org.truecost.config.ConfigException if the sources ask for too much
   */
  public static void requireMemory(Collection<Source> sources, String sourcesFile, long heapBytes) {
    long asked = 0;
    for (Source source : sources) {
      long more = source.declaredDeduplication().map(Deduplication::memoryBytes).orElse(0L);
      asked = asked > Long.MAX_VALUE - more ? Long.MAX_VALUE : asked + more;
    }
    if (asked > heapBytes / HEAP_SHARE) {
      Problems problems = new Problems();
      problems.add(
          Path.of(sourcesFile),
          "dedup memory",
          "of all sources adds up to "
              + (asked >> 20)
              + " MiB, more than a quarter of the heap of "
              + (heapBytes >> 20)
              + " MiB; lower it, or give the process more memory with -Xmx");
      problems.throwIfAny();
    }
  }

  /**
   * Makes sure, before hours of metering, that what is remembered is there.
   *
   * @throws org.truecost.tables.DataDirectoryException if a file is missing
   */
  public void requireFiles() throws IOException {
    for (String file : files) {
      if (!Files.exists(Path.of(file))) {
        // Says what is wrong, and what to do.
        FingerprintFile.read(Path.of(file), piece -> {});
      }
    }
  }
}
