package org.truecost.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Forgets old commits and removes files that no kept commit names: what compaction replaced, and
 * what a killed run left behind.
 *
 * <p>A file that is being written is named by no commit either. Only the lease tells them apart:
 * who holds it knows that nobody else writes. What a job that may go on has closed and not
 * committed is kept too, since its checkpoint may name it: see {@link OpenJobs}.
 */
public final class Expiry {
  /** How many commits are kept unless told otherwise. */
  public static final int DEFAULT_KEEP = 100;

  private final DataDirectory directory;
  private final CommitLog log;

  private Expiry(DataDirectory directory) {
    this.directory = directory;
    this.log = directory.log();
  }

  /**
   * What was removed.
   *
   * @param commits old commits
   * @param files data files, manifests and temporary files
   * @param bytes size of those files
   */
  public record Removed(long commits, long files, long bytes) {}

  /**
   * Keeps the newest {@code keep} commits and what they name. Commits go first, so that being
   * killed half-way leaves orphans for the next time and no commit that names a missing file.
   *
   * @param lease proves that no other process writes
   * @param keep at least 1
   */
  public static Removed expire(DataDirectory directory, Lease lease, int keep) throws IOException {
    if (keep < 1) {
      throw new IllegalArgumentException("At least the newest commit is kept: " + keep);
    }
    lease.require(directory);
    return new Expiry(directory).run(keep);
  }

  private Removed run(int keep) throws IOException {
    // If the newest commit was lost, what it named would be taken for orphans.
    log.head();
    List<Long> sequences = log.sequences();
    int firstKept = Math.max(0, sequences.size() - keep);
    Set<Path> named = new HashSet<>();
    for (long sequence : sequences.subList(firstKept, sequences.size())) {
      Commit commit = log.read(sequence).orElseThrow();
      commit.files().forEach(file -> named.add(directory.resolve(file.path())));
      commit.coverage().forEach(manifest -> named.add(directory.resolve(manifest)));
      commit.fingerprints().forEach(file -> named.add(directory.resolve(file)));
    }
    List<String> jobs = new OpenJobs(directory).lineages();
    for (String job : jobs) {
      for (Commit pending : new PendingFiles(directory, job).before(Long.MAX_VALUE)) {
        pending.files().forEach(file -> named.add(directory.resolve(file.path())));
        pending.coverage().forEach(manifest -> named.add(directory.resolve(manifest)));
      }
    }
    // What was committed once, no checkpoint brings back.
    Set<Path> replaced = new HashSet<>();
    for (long sequence : sequences.subList(0, firstKept)) {
      Optional<Commit> commit = log.read(sequence);
      for (DataFile file : commit.map(Commit::files).orElse(List.of())) {
        replaced.add(directory.resolve(file.path()));
      }
      for (String file : commit.map(Commit::fingerprints).orElse(List.of())) {
        replaced.add(directory.resolve(file));
      }
      log.delete(sequence);
    }
    if (firstKept > 0) {
      LocalCompareAndSet.syncDirectory(directory.commits());
    }
    long files = 0;
    long bytes = 0;
    for (Path orphan : orphans(named)) {
      if (isOfAny(jobs, orphan) && !replaced.contains(orphan)) {
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
    return new Removed(firstKept, files, bytes);
  }

  private List<Path> orphans(Set<Path> named) throws IOException {
    List<Path> orphans = new ArrayList<>();
    for (Path folder : List.of(directory.path(), directory.commits())) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(Expiry::mayBeOrphan).forEach(orphans::add);
        }
      }
    }
    for (TableSchema table : Tables.all()) {
      Path folder = directory.path().resolve(table.name());
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> !Files.isDirectory(file)).forEach(orphans::add);
        }
      }
    }
    orphans.removeAll(named);
    return orphans;
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
