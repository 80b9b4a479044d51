package org.truecost.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Forgets old commits and removes files that no kept commit names: what compaction replaced, and
 * what a killed run left behind.
 *
 * <p>A file that is being written is named by no commit either. Who holds the lease knows that
 * nobody replays and nobody else maintains. Beside it a metering job may write, end, and begin:
 * what it has closed and not committed is named after it and spared, since its checkpoint may name
 * it ({@link OpenJobs}); and so are files without a job's name that it may have just made.
 */
public final class Expiry {
  /** How many commits are kept unless told otherwise. */
  public static final int DEFAULT_KEEP = 100;

  private final DataDirectory directory;
  private final CommitLog log;
  private final OpenJobs open;
  private final boolean alone;

  private Expiry(DataDirectory directory, boolean alone) {
    this.directory = directory;
    this.log = directory.log();
    this.open = new OpenJobs(directory);
    this.alone = alone;
  }

  /**
   * What was removed.
   *
   * @param commits old commits
   * @param files data files, manifests and temporary files
   * @param bytes size of those files
   */
  public record Removed(long commits, long files, long bytes) {
    /** Both together. */
    public Removed plus(Removed other) {
      return new Removed(commits + other.commits, files + other.files, bytes + other.bytes);
    }
  }

  /** Which of the commits are forgotten. */
  private interface Bound {
    /** How many of these, the oldest first. */
    int forgotten(List<Long> sequences);
  }

  /**
   * Keeps the newest {@code keep} commits and what they name. Commits go first, so that being
   * killed half-way leaves orphans for the next time and no commit that names a missing file.
   *
   * @param lease proves that no other process maintains or replays
   * @param keep at least 1
   */
  public static Removed expire(DataDirectory directory, Lease lease, int keep) throws IOException {
    if (keep < 1) {
      throw new IllegalArgumentException("At least the newest commit is kept: " + keep);
    }
    return run(directory, lease, sequences -> sequences.size() - keep);
  }

  /**
   * Forgets all commits up to {@code last}, but not the newest, and keeps what the others name.
   *
   * @param lease proves that no other process maintains or replays
   */
  public static Removed expireUpTo(DataDirectory directory, Lease lease, long last)
      throws IOException {
    return run(
        directory,
        lease,
        sequences ->
            (int)
                sequences.subList(0, sequences.size() - 1).stream()
                    .filter(sequence -> sequence <= last)
                    .count());
  }

  private static Removed run(DataDirectory directory, Lease lease, Bound bound) throws IOException {
    lease.requireMaintenance(directory);
    Optional<Lease> publishing = lease.alone(directory, "maintenance");
    try {
      return new Expiry(directory, publishing.isPresent()).run(bound);
    } finally {
      if (publishing.isPresent()) {
        publishing.get().close();
      }
    }
  }

  private Removed run(Bound bound) throws IOException {
    // If the newest commit was lost, what it named would be taken for orphans.
    log.head();
    // The order matters beside a job: it makes a file, names it as pending or in a commit, and ends
    // in this order, so whoever looks in the same order finds each file of it spared or named.
    Set<Path> orphans = new HashSet<>(files());
    List<String> jobs = open.lineages();
    for (String job : jobs) {
      for (Commit pending : new PendingFiles(directory, job).before(Long.MAX_VALUE)) {
        orphans.removeAll(named(pending));
      }
    }
    List<Long> sequences = log.sequences();
    int forgotten = sequences.isEmpty() ? 0 : Math.max(0, bound.forgotten(sequences));
    Commit newest = Commit.EMPTY;
    for (long sequence : sequences.subList(forgotten, sequences.size())) {
      newest = log.read(sequence).orElseThrow();
      orphans.removeAll(named(newest));
    }
    // What was committed once, no checkpoint brings back.
    ReplacedFiles replaced = new ReplacedFiles(directory);
    for (long sequence : sequences.subList(0, forgotten)) {
      Commit old = log.read(sequence).orElseThrow();
      if (old.isKnownTo(newest)) {
        replaced.add(old);
      }
    }
    Set<Path> committed = replaced.remember(orphans);
    for (long sequence : sequences.subList(0, forgotten)) {
      log.delete(sequence);
    }
    if (forgotten > 0) {
      LocalCompareAndSet.syncDirectory(directory.commits());
    }
    UnclaimedFiles unclaimed = new UnclaimedFiles(directory);
    Set<String> spared = new TreeSet<>();
    long files = 0;
    long bytes = 0;
    for (Path orphan : orphans) {
      String path = directory.path().relativize(orphan).toString().replace('\\', '/');
      if (!committed.contains(orphan)
          && mayBeInUse(orphan, jobs)
          && !isLost(unclaimed, path, jobs, newest.lineages())) {
        if (isOfAny(jobs, orphan)) {
          spared.add(path);
        }
        continue;
      }
      try {
        bytes += Files.size(orphan);
        Files.delete(orphan);
        files++;
      } catch (NoSuchFileException gone) {
        // The probe of a process that has just found out that the lease is taken.
      }
    }
    replaced.forget();
    unclaimed.look(spared, jobs, newest.lineages());
    return new Removed(forgotten, files, bytes);
  }

  private Set<Path> named(Commit commit) {
    Set<Path> named = new HashSet<>();
    commit.files().forEach(file -> named.add(directory.resolve(file.path())));
    commit.coverage().forEach(manifest -> named.add(directory.resolve(manifest)));
    commit.fingerprints().forEach(file -> named.add(directory.resolve(file)));
    return named;
  }

  private static boolean isLost(
      UnclaimedFiles unclaimed, String path, List<String> jobs, Map<String, Long> committed) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return jobs.stream()
        .anyMatch(job -> name.startsWith(job + "-") && unclaimed.isLost(job, path, committed));
  }

  private boolean mayBeInUse(Path file, List<String> jobs) throws IOException {
    boolean data = !isBesideData(file);
    if (!data) {
      // Made a moment before they are linked or committed, and not named after anybody.
      return !alone;
    }
    // Also of a job that has begun in the meantime.
    return isOfAny(jobs, file) || (!alone && isOfAny(open.lineages(), file));
  }

  private boolean isBesideData(Path file) {
    return !file.toString().endsWith(FingerprintFile.SUFFIX)
        && (file.getParent().equals(directory.commits())
            || file.getParent().equals(directory.path()));
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : List.of(directory.path(), directory.commits())) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(Expiry::mayBeOrphan).forEach(found::add);
        }
      }
    }
    for (TableSchema table : Tables.all()) {
      Path folder = directory.path().resolve(table.name());
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> !Files.isDirectory(file)).forEach(found::add);
        } catch (UncheckedIOException vanished) {
          throw vanished.getCause();
        }
      }
    }
    return found;
  }

  /** Data files are named after the job that made them. */
  private static boolean isOfAny(List<String> jobs, Path file) {
    String name = file.getFileName().toString();
    return jobs.stream().anyMatch(job -> name.startsWith(job + "-"));
  }

  private static boolean mayBeOrphan(Path file) {
    String name = file.getFileName().toString();
    boolean inCommits = file.getParent().endsWith(DataDirectory.COMMITS);
    return inCommits
        ? name.startsWith(Coverage.PREFIX)
            || name.endsWith(FingerprintFile.SUFFIX)
            || name.endsWith(LocalCompareAndSet.TEMPORARY)
        : name.startsWith("." + NewestCommit.FILE) && name.endsWith(LocalCompareAndSet.TEMPORARY);
  }
}
