package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes away what a job has committed since one of its checkpoints, in one commit: files, covered
 * log files and covered offsets. What is taken away is metered again by whoever reads it next, and
 * nobody reads it twice: offsets are covered or not, whatever a job remembers.
 *
 * <p>No job goes on from its state after that. States do not say which history they belong to: one
 * from before the rewind would take lines for metered that are no more. So all jobs end, and the
 * next one begins without a state, behind what is still covered.
 *
 * @param head the commit it is planned upon
 * @param base the commit whose rows and offsets come back; 0 for those before the first
 * @param checkpoint the job's newest checkpoint in {@code base}; 0 if it had committed none
 * @param files live files that are taken away
 * @param coverage manifests that are taken away
 * @param offsets covered offsets that are taken away, joined
 * @param fingerprints of lines that are remembered in {@code base}; others count when they come
 *     again
 */
public record Rewind(
    Commit head,
    long base,
    long checkpoint,
    List<DataFile> files,
    List<String> coverage,
    List<CoveredOffsets> offsets,
    List<String> fingerprints) {
  /** How such a commit says why it was made. */
  static final String SUMMARY = "rewind";

  public Rewind {
    requireNonNull(head, "head");
    files = List.copyOf(files);
    coverage = List.copyOf(coverage);
    offsets = List.copyOf(offsets);
    fingerprints = List.copyOf(fingerprints);
  }

  /**
   * Looks at what would be taken away, and changes nothing.
   *
   * @param lineage the job
   * @param checkpoint what it committed after this one goes; 0 for all
   * @throws CommitRefusedException if that is not known any more, or cannot be told from what
   *     others committed
   */
  public static Rewind plan(DataDirectory directory, String lineage, long checkpoint)
      throws IOException {
    CommitLog log = directory.log();
    Commit head = log.head();
    Long newest = head.lineages().get(lineage);
    if (newest == null) {
      throw new CommitRefusedException(
          "No job "
              + lineage
              + " has committed into "
              + directory
              + (head.lineages().isEmpty()
                  ? "."
                  : "; there are: " + String.join(", ", head.lineages().keySet()) + "."));
    }
    List<Commit> since = new ArrayList<>();
    Commit base = head;
    while (base.lineages().getOrDefault(lineage, 0L) > checkpoint) {
      since.add(0, base);
      base = before(log, base, lineage, checkpoint);
    }
    Taken taken = new Taken(lineage);
    Commit before = base;
    for (Commit commit : since) {
      taken.follow(before, commit);
      before = commit;
    }
    return new Rewind(
        head,
        base.sequence(),
        base.lineages().getOrDefault(lineage, 0L),
        List.copyOf(taken.files.values()),
        List.copyOf(taken.coverage),
        taken.offsets,
        base.fingerprints());
  }

  private static Commit before(CommitLog log, Commit commit, String lineage, long checkpoint)
      throws IOException {
    if (commit.sequence() == 1) {
      return Commit.EMPTY;
    }
    Optional<Commit> before = log.read(commit.sequence() - 1);
    if (before.isEmpty()) {
      throw new CommitRefusedException(
          "What job "
              + lineage
              + " committed after checkpoint "
              + checkpoint
              + " is not known any more: commit "
              + (commit.sequence() - 1)
              + " has expired, as compact lets old commits do. Meter the log files of the days"
              + " concerned anew with truecost replay --force.");
    }
    return before.get();
  }

  /** Whether there is nothing to take away. */
  public boolean isEmpty() {
    return files.isEmpty() && coverage.isEmpty() && offsets.isEmpty();
  }

  /**
   * Does it: all or nothing. A second time, or after it was killed, it is planned again.
   *
   * @param lease proves that no job runs
   * @throws CommitRefusedException if something was committed since it was planned
   */
  public Commit apply(DataDirectory directory, Lease lease) throws IOException {
    lease.require(directory);
    Set<DataFile> gone = Set.copyOf(files);
    Commit next =
        new Commit(
            head.sequence() + 1,
            head.files().stream().filter(file -> !gone.contains(file)).toList(),
            head.coverage().stream().filter(name -> !coverage.contains(name)).toList(),
            head.revisions(),
            // States of this job from before the rewind stay refused.
            head.lineages(),
            CoveredOffsets.minus(head.offsets(), offsets),
            SUMMARY,
            fingerprints);
    // First of all, no job may go on: the other way round, one could, with what is gone.
    new OpenJobs(directory).endAll();
    if (!directory.log().create(next)) {
      throw new CommitRefusedException(
          "Something was committed into " + directory + " meanwhile; look at it again.");
    }
    return next;
  }

  /** What is live of a job's commits, followed from commit to commit. */
  private static final class Taken {
    private final String lineage;
    private final Map<String, DataFile> files = new LinkedHashMap<>();
    private final Set<String> coverage = new TreeSet<>();
    private List<CoveredOffsets> offsets = List.of();

    private Taken(String lineage) {
      this.lineage = lineage;
    }

    private void follow(Commit before, Commit commit) throws CommitRefusedException {
      if (!commit.revisions().equals(before.revisions())
          || !others(commit).equals(others(before))) {
        throw inseparable(commit, "comes from another job, which took these lines for metered");
      }
      boolean ours =
          !Objects.equals(commit.lineages().get(lineage), before.lineages().get(lineage));
      boolean rewinds = commit.summary().equals(SUMMARY);
      Set<DataFile> had = new HashSet<>(before.files());
      Set<DataFile> has = new HashSet<>(commit.files());
      for (DataFile file : before.files()) {
        if (!has.contains(file) && files.remove(file.path()) != null && !rewinds) {
          throw inseparable(commit, "has merged or removed their files");
        }
      }
      for (String manifest : before.coverage()) {
        if (!commit.coverage().contains(manifest) && coverage.remove(manifest) && !rewinds) {
          throw inseparable(commit, "has merged or removed their lists of files");
        }
      }
      if (ours) {
        commit.files().stream()
            .filter(file -> !had.contains(file))
            .forEach(file -> files.put(file.path(), file));
        commit.coverage().stream()
            .filter(name -> !before.coverage().contains(name))
            .forEach(coverage::add);
      }
      List<CoveredOffsets> all = new ArrayList<>(offsets);
      all.addAll(CoveredOffsets.minus(commit.offsets(), before.offsets()));
      offsets = CoveredOffsets.minus(all, CoveredOffsets.minus(before.offsets(), commit.offsets()));
    }

    private Map<String, Long> others(Commit commit) {
      Map<String, Long> others = new LinkedHashMap<>(commit.lineages());
      others.remove(lineage);
      return others;
    }

    private CommitRefusedException inseparable(Commit commit, String how) {
      return new CommitRefusedException(
          "What job "
              + lineage
              + " committed since cannot be taken away alone: commit "
              + commit.sequence()
              + " ("
              + commit.summary()
              + ") "
              + how
              + ". Meter the log files of the days concerned anew with truecost replay --force.");
    }
  }
}
