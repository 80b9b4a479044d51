package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.truecost.metering.PlannedFile.Fate;
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
 * @param replayed source to the files that were replayed before, four numbers each, by the first:
 *     the first 64 bits of the digest of the first line, decoded bytes, how many of them were
 *     metered, and the first 64 bits of the digest of the decoded bytes
 * @param revisions batches that were restated, to their live revision
 */
public record KafkaPlan(
    String cluster,
    HashMap<String, String> sources,
    HashMap<String, long[]> metered,
    HashMap<String, long[]> stored,
    HashMap<String, long[]> replayed,
    HashMap<String, Long> revisions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of 64 bits. */
  private static final int HEX_DIGITS = 16;

  /** Numbers of a replayed file. */
  private static final int NUMBERS = 4;

  /**
   * A file that was replayed.
   *
   * @param decodedBytes its length
   * @param meteredBytes how many of them, at its start, were metered
   * @param digestBits the first 64 bits of its digest
   */
  record Replayed(long decodedBytes, long meteredBytes, long digestBits) {
    /** Whether a digest, or null, is that of the file. */
    boolean is(String digest) {
      return digest != null && !digest.isEmpty() && bits(digest) == digestBits;
    }
  }

  public KafkaPlan {
    requireNonNull(cluster, "cluster");
    sources = new HashMap<>(sources);
    metered = new HashMap<>(metered);
    stored = new HashMap<>(stored);
    replayed = new HashMap<>(replayed);
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
        cluster,
        new HashMap<>(sources),
        metered,
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(revisions));
  }

  /**
   * This plan, by which these files are not metered again: those with the same bytes on disk, and
   * the beginnings of published files that are the same decoded bytes.
   *
   * @param covered of which only replayed files matter: those that came by Kafka have no bytes on
   *     disk, and are known by their offsets
   */
  public KafkaPlan knowing(List<CoveredFile> covered) {
    Map<String, List<CoveredFile>> bySource =
        covered.stream()
            .filter(file -> !file.storedDigest().isEmpty())
            .collect(Collectors.groupingBy(CoveredFile::source));
    HashMap<String, long[]> known = new HashMap<>();
    HashMap<String, long[]> beginnings = new HashMap<>();
    bySource.forEach(
        (source, files) -> {
          known.put(
              source,
              files.stream().mapToLong(file -> bits(file.storedDigest())).sorted().toArray());
          beginnings.put(source, numbers(files));
        });
    return new KafkaPlan(cluster, sources, metered, known, beginnings, revisions);
  }

  private static long[] numbers(List<CoveredFile> files) {
    return files.stream()
        .filter(file -> file.meteredBytes() > 0 && !file.firstLineDigest().isEmpty())
        .filter(file -> !file.decodedDigest().isEmpty())
        .filter(file -> !file.fate().equals(Fate.SET_ASIDE.label()))
        .sorted(Comparator.comparingLong(file -> bits(file.firstLineDigest())))
        .flatMapToLong(
            file ->
                LongStream.of(
                    bits(file.firstLineDigest()),
                    file.decodedBytes(),
                    file.meteredBytes(),
                    bits(file.decodedDigest())))
        .toArray();
  }

  /** The replayed files of a source that have this first line. */
  List<Replayed> replayed(String source, String firstLineDigest) {
    long[] numbers = replayed.get(source);
    if (numbers == null || firstLineDigest.isEmpty()) {
      return List.of();
    }
    long wanted = bits(firstLineDigest);
    int low = 0;
    int high = numbers.length / NUMBERS;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (numbers[middle * NUMBERS] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<Replayed> found = new ArrayList<>();
    for (int i = low * NUMBERS; i < numbers.length && numbers[i] == wanted; i += NUMBERS) {
      found.add(new Replayed(numbers[i + 1], numbers[i + 2], numbers[i + 3]));
    }
    return found;
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
