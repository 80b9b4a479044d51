package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.faults.TablesReader.Look;
import org.truecost.tables.DataDirectory;

/**
 * A reader that looks at the tables all the time, while five replays, a restatement and a
 * compaction publish. Beside it one with a planted fault, which shows that the looks are sharp.
 */
@Timeout(300)
class ReaderIT {
  private static final int REPLAYS = 5;

  @TempDir Path folder;

  @Test
  void aReaderSeesWholeCommitsOnlyAndOneThatGlobsDoesNot() throws Exception {
    Workload workload = Workload.make(folder.resolve("workload"), 5, 300);
    Path data = folder.resolve("data");
    DataDirectory.create(data);
    Set<Long> published = new TreeSet<>(Set.of(0L));
    List<Look> looks;
    List<Look> looksOfGlobber;
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      Future<List<Look>> honest =
          readers.submit(polling(data, TablesReader.ofNewestCommit(), look -> false, ended));
      Future<List<Look>> globbing =
          readers.submit(polling(data, TablesReader.globbing(), ReaderIT::isHalf, ended));
      try {
        for (int replay = 0; replay < REPLAYS; replay++) {
          workload.replay(data, Workload.CONFIG, set(workload, replay), List.of());
          published.add(TablesReader.ofNewestCommit().read(data).usageRequests());
        }
        workload.replay(data, Workload.CHANGED_CONFIG, List.of(workload.logs()), workload.files());
        CompactChild.compact(data, 100);
      } finally {
        ended.set(true);
      }
      looks = honest.get();
      looksOfGlobber = globbing.get();
    } finally {
      readers.shutdownNow();
    }

    Set<Long> commits = new TreeSet<>();
    Set<String> violations = new TreeSet<>();
    for (Look look : looks) {
      violations.addAll(look.violations(published));
      if (look.sums() != null) {
        commits.add(look.sums().commit());
      }
    }
    System.out.println(looks.size() + " looks saw the commits " + commits);
    assertThat(violations).isEmpty();
    assertThat(commits).hasSizeGreaterThanOrEqualTo(3).isSubsetOf(range(REPLAYS + 2));
    assertThat(published).hasSize(REPLAYS + 1);
    assertThat(TablesReader.ofNewestCommit().read(data).commit()).isEqualTo(REPLAYS + 2);
    assertThat(looksOfGlobber)
        .anySatisfy(look -> assertThat(look.violations(published)).isNotEmpty());
  }

  /** The disjoint set of files of a replay: every fifth month. */
  private static List<Path> set(Workload workload, int replay) {
    List<Path> set = new ArrayList<>();
    for (int month = replay; month < Workload.MONTHS; month += REPLAYS) {
      set.add(workload.file(month));
    }
    return set;
  }

  private static Callable<List<Look>> polling(
      Path data, TablesReader reader, Predicate<Look> enough, AtomicBoolean ended) {
    return () -> {
      List<Look> looks = new ArrayList<>();
      boolean last = false;
      while (!last) {
        last = ended.get();
        Look look = Look.at(data, reader);
        looks.add(look);
        last |= enough.test(look);
      }
      return looks;
    };
  }

  /** Whether a look shows something half there; then the faulty reader need not go on. */
  private static boolean isHalf(Look look) {
    return look.sums() == null || !look.sums().contradictions().isEmpty();
  }

  private static Set<Long> range(long last) {
    Set<Long> range = new TreeSet<>();
    for (long i = 0; i <= last; i++) {
      range.add(i);
    }
    return range;
  }
}
