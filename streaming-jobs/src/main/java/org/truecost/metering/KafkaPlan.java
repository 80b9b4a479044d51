package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;

/**
 * What a job that reads Kafka knows at its start.
 *
 * @param cluster id of the Kafka cluster
 * @param sources topic to the source of lines that were pushed to it without headers
 * @param metered partition, as {@link CoveredOffsets} names it, to first and end offsets of what
 *     was metered before, in turn
 * @param stored source to the digests of files that were metered before, as bytes on disk: the
 *     first 64 bits of each, ascending
 * @param revisions batches that were restated, to their live revision
 */
public record KafkaPlan(
    String cluster,
    HashMap<String, String> sources,
    HashMap<String, long[]> metered,
    HashMap<String, long[]> stored,
    HashMap<String, Long> revisions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of 64 bits. */
  private static final int HEX_DIGITS = 16;

  public KafkaPlan {
    requireNonNull(cluster, "cluster");
    sources = new HashMap<>(sources);
    metered = new HashMap<>(metered);
    stored = new HashMap<>(stored);
    revisions = new HashMap<>(revisions);
  }

  /**
   * A plan.
   *
   * @param offsets what was metered before, joined
   */
  public static KafkaPlan of(
      String cluster,
      Map<String, String> sources,
      List<CoveredOffsets> offsets,
      Map<String, Long> revisions) {
    HashMap<String, long[]> metered = new HashMap<>();
    for (CoveredOffsets range : offsets) {
      metered.merge(range.partition(), new long[] {range.from(), range.to()}, KafkaPlan::append);
    }
    return new KafkaPlan(
        cluster, new HashMap<>(sources), metered, new HashMap<>(), new HashMap<>(revisions));
  }

  /** This plan, by which files with the same bytes on disk as these are not metered again. */
  public KafkaPlan knowing(List<CoveredFile> covered) {
    Map<String, List<CoveredFile>> bySource =
        covered.stream()
            .filter(file -> !file.storedDigest().isEmpty())
            .collect(Collectors.groupingBy(CoveredFile::source));
    HashMap<String, long[]> known = new HashMap<>();
    bySource.forEach(
        (source, files) ->
            known.put(
                source,
                files.stream().mapToLong(file -> bits(file.storedDigest())).sorted().toArray()));
    return new KafkaPlan(cluster, sources, metered, known, revisions);
  }

  /** Whether a file was metered before, by its bytes on disk. */
  boolean isKnown(String source, String storedDigest) {
    long[] known = stored.get(source);
    return known != null
        && !storedDigest.isEmpty()
        && Arrays.binarySearch(known, bits(storedDigest)) >= 0;
  }

  private static long bits(String digest) {
    return Long.parseUnsignedLong(digest, 0, Math.min(digest.length(), HEX_DIGITS), 16);
  }

  /** Whether a record was metered by another job. */
  boolean isMetered(String partition, long offset) {
    long[] ranges = metered.get(partition);
    if (ranges != null) {
      for (int i = 0; i < ranges.length; i += 2) {
        if (offset >= ranges[i] && offset < ranges[i + 1]) {
          return true;
        }
      }
    }
    return false;
  }

  private static long[] append(long[] first, long[] second) {
    long[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
