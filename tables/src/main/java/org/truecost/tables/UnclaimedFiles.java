package org.truecost.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files named after a job that goes on, and named by no commit and no list of pending files. Some
 * are about to be committed. Others never will be: the job failed when it had written them, and
 * wrote their rows again. No clock tells them apart, but the job's own publications do. Whatever
 * was there at one look is in a commit, or waits for one, when three publications have been made
 * after it: every checkpoint closes what is open, and one checkpoint follows the other.
 *
 * <p>Each look is a file in {@code _commits} with the content of a commit that nobody reads as one.
 */
final class UnclaimedFiles {
  /** One more than the publications between them: the first may have been under way. */
  private static final int LOOKS = 3;

  private static final String PREFIX = "unclaimed-";
  private static final String SUFFIX = ".files";

  private final CompareAndSet store;
  private final List<Commit> looks = new ArrayList<>();

  UnclaimedFiles(DataDirectory directory) throws IOException {
    this.store = new LocalCompareAndSet(directory.commits());
    for (String name : store.names()) {
      if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
        Optional<byte[]> content = store.read(name);
        if (content.isPresent()) {
          looks.add(CommitFile.decode(directory.commits().resolve(name), content.get()));
        }
      }
    }
    looks.sort(Comparator.comparingLong(Commit::sequence));
  }

  /**
   * Whether {@code job} will never commit a file.
   *
   * @param file its path as commits name it
   * @param committed the newest checkpoints that jobs have committed, by lineage
   */
  boolean isLost(String job, String file, Map<String, Long> committed) {
    if (looks.size() < LOOKS) {
      return false;
    }
    long before = -1;
    for (Commit look : looks) {
      long number = look.lineages().getOrDefault(job, 0L);
      if (number <= before || look.files().stream().noneMatch(seen -> seen.path().equals(file))) {
        return false;
      }
      before = number;
    }
    return committed.getOrDefault(job, 0L) > before;
  }

  /**
   * Remembers a look, unless no job has published since the last one.
   *
   * @param files paths as commits name them
   */
  void look(Set<String> files, List<String> jobs, Map<String, Long> committed) throws IOException {
    if (files.isEmpty()) {
      forget(looks.size());
      return;
    }
    if (!looks.isEmpty() && !hasPublished(looks.get(looks.size() - 1), jobs, committed)) {
      return;
    }
    long number = looks.isEmpty() ? 1 : looks.get(looks.size() - 1).sequence() + 1;
    List<DataFile> seen =
        files.stream().map(path -> new DataFile("", path, "", "", 0, 0, List.of())).toList();
    Commit look = new Commit(number, seen, List.of(), Map.of(), committed, List.of(), "unclaimed");
    store.create(name(number), CommitFile.encode(look));
    looks.add(look);
    forget(looks.size() - LOOKS);
  }

  private static boolean hasPublished(Commit look, List<String> jobs, Map<String, Long> committed) {
    return jobs.stream()
        .anyMatch(job -> committed.getOrDefault(job, 0L) > look.lineages().getOrDefault(job, 0L));
  }

  private void forget(int oldest) throws IOException {
    for (int i = 0; i < oldest; i++) {
      store.delete(name(looks.remove(0).sequence()));
    }
  }

  private static String name(long number) {
    return PREFIX + number + SUFFIX;
  }
}
