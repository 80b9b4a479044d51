package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a commit does to the one before it. All of it becomes visible together, or none.
 *
 * @param summary why, for a person: {@code replay}, {@code compact}, …
 * @param added files that become live
 * @param removed paths of live files that stop being live
 * @param coverageAdded manifests that become live
 * @param coverageRemoved manifests that stop being live
 * @param revisions batches that are restated, to their new live revision
 * @param offsets records of Kafka partitions that these files cover
 * @param checkpoint the job's checkpoint that these files belong to, if a job publishes
 * @param fingerprints files of fingerprints that replace those of before; empty if these stay
 */
public record Change(
    String summary,
    List<DataFile> added,
    Set<String> removed,
    List<String> coverageAdded,
    Set<String> coverageRemoved,
    Map<String, Long> revisions,
    List<CoveredOffsets> offsets,
    Optional<Checkpoint> checkpoint,
    List<String> fingerprints) {

  /**
   * A checkpoint of a job.
   *
   * @param lineage id of the job, the same over its restarts
   * @param number counts up within the lineage
   */
  public record Checkpoint(String lineage, long number) {
    public Checkpoint {
      requireNonNull(lineage, "lineage");
    }
  }

  public Change {
    requireNonNull(summary, "summary");
    added = List.copyOf(added);
    removed = Set.copyOf(removed);
    coverageAdded = List.copyOf(coverageAdded);
    coverageRemoved = Set.copyOf(coverageRemoved);
    revisions = Map.copyOf(revisions);
    offsets = List.copyOf(offsets);
    requireNonNull(checkpoint, "checkpoint");
    fingerprints = List.copyOf(fingerprints);
  }

  /** A job's publication: new files and the log files they cover. */
  public static Change publish(
      String summary, Checkpoint checkpoint, List<DataFile> added, List<String> coverageAdded) {
    return new Change(
        summary,
        added,
        Set.of(),
        coverageAdded,
        Set.of(),
        Map.of(),
        List.of(),
        Optional.of(checkpoint),
        List.of());
  }

  /** The same files in another arrangement, as compaction makes it. */
  public static Change swap(
      String summary,
      List<DataFile> added,
      Set<String> removed,
      List<String> coverageAdded,
      Set<String> coverageRemoved) {
    return new Change(
        summary,
        added,
        removed,
        coverageAdded,
        coverageRemoved,
        Map.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** This change, made as {@code number} of a lineage; once that is committed, it is skipped. */
  public Change by(Checkpoint number) {
    return new Change(
        summary,
        added,
        removed,
        coverageAdded,
        coverageRemoved,
        revisions,
        offsets,
        Optional.of(number),
        fingerprints);
  }

  /** This change, which also makes {@code revisions} the live ones of their batches. */
  public Change restating(Map<String, Long> restated) {
    return new Change(
        summary,
        added,
        removed,
        coverageAdded,
        coverageRemoved,
        restated,
        offsets,
        checkpoint,
        fingerprints);
  }

  /** This change, which also covers {@code ranges}. */
  public Change covering(List<CoveredOffsets> ranges) {
    return new Change(
        summary,
        added,
        removed,
        coverageAdded,
        coverageRemoved,
        revisions,
        ranges,
        checkpoint,
        fingerprints);
  }

  /** This change, after which the lines are remembered whose fingerprints are in {@code files}. */
  public Change remembering(List<String> files) {
    return new Change(
        summary,
        added,
        removed,
        coverageAdded,
        coverageRemoved,
        revisions,
        offsets,
        checkpoint,
        files);
  }

  /**
   * The commit that this change makes of {@code head}.
   *
   * @throws CommitRefusedException if it does not fit {@code head}
   */
  Commit apply(Commit head) throws CommitRefusedException {
    List<DataFile> files = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    Set<String> left = new HashSet<>(removed);
    for (DataFile file : head.files()) {
      if (!left.remove(file.path())) {
        files.add(file);
        paths.add(file.path());
      }
    }
    if (!left.isEmpty()) {
      throw new CommitRefusedException("Not live any more: " + first(left) + ".");
    }
    for (DataFile file : added) {
      if (!paths.add(file.path())) {
        throw new CommitRefusedException("Already live: " + file.path() + ".");
      }
      files.add(file);
    }
    return new Commit(
        head.sequence() + 1,
        files,
        coverage(head),
        revisions(head),
        lineages(head),
        offsets(head),
        summary,
        fingerprints.isEmpty() ? head.fingerprints() : fingerprints);
  }

  private List<String> coverage(Commit head) throws CommitRefusedException {
    List<String> live = new ArrayList<>(head.coverage());
    for (String manifest : coverageRemoved) {
      if (!live.remove(manifest)) {
        throw new CommitRefusedException("Not live any more: " + manifest + ".");
      }
    }
    for (String manifest : coverageAdded) {
      if (live.contains(manifest)) {
        throw new CommitRefusedException("Already live: " + manifest + ".");
      }
      live.add(manifest);
    }
    return live;
  }

  private Map<String, Long> revisions(Commit head) throws CommitRefusedException {
    Map<String, Long> live = new TreeMap<>(head.revisions());
    for (Map.Entry<String, Long> restated : new TreeMap<>(revisions).entrySet()) {
      long before = head.revisionOf(restated.getKey());
      if (restated.getValue() <= before) {
        throw new CommitRefusedException(
            "Batch "
                + restated.getKey()
                + " already lives in revision "
                + before
                + ", not before "
                + restated.getValue()
                + ".");
      }
      live.put(restated.getKey(), restated.getValue());
    }
    return live;
  }

  private List<CoveredOffsets> offsets(Commit head) {
    List<CoveredOffsets> all = new ArrayList<>(head.offsets());
    all.addAll(offsets);
    return all;
  }

  private Map<String, Long> lineages(Commit head) {
    Map<String, Long> live = new TreeMap<>(head.lineages());
    checkpoint.ifPresent(made -> live.put(made.lineage(), made.number()));
    return live;
  }

  private static String first(Set<String> paths) {
    return paths.stream().sorted().findFirst().orElseThrow();
  }
}
