package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;

@Timeout(180)
class CompactionCrashTest {
  private static final int KILLS = 5;
  // Two registries, six tables and the derived one.
  private static final int FILES = 14;

  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void publish() throws Exception {
    directory = DataDirectory.create(folder);
    RandomTables random = new RandomTables(directory, 5);
    random.publish("pypi", "a", 1, 300);
    random.publish("pypi", "b", 1, 300);
    random.publish("npm", "b", 1, 300);
    random.publish("npm", "a", 2, 300);
  }

  @Test
  void killedAnywhereBeforeItsCommitItLeavesTheOldOneAsItWas() throws Exception {
    Random random = new Random(11);
    Commit before = directory.log().head();
    Map<String, Map<List<String>, List<Object>>> sums = Summed.of(directory);
    Set<String> orphans = new HashSet<>();

    for (int kill = 0; kill < KILLS; kill++) {
      Process compactor = Compactor.start(directory);
      // Close to the end it may win the race to its commit: the last files are left out.
      int after = 1 + random.nextInt(FILES - 4);
      Set<String> written = compacted(orphans);
      while (written.size() < after && compactor.isAlive()) {
        Thread.onSpinWait();
        written = compacted(orphans);
      }
      compactor.destroyForcibly().waitFor();
      orphans.addAll(compacted(Set.of()));

      assertThat(written).hasSizeGreaterThanOrEqualTo(after);
      assertThat(directory.log().head()).isEqualTo(before);
      assertThat(Summed.of(directory)).isEqualTo(sums);
    }

    Process compactor = Compactor.start(directory);
    assertThat(compactor.waitFor()).isZero();
    Commit head = directory.log().head();
    assertThat(head.sequence()).isEqualTo(before.sequence() + 1);
    assertThat(Summed.of(directory)).isEqualTo(sums);
    assertThat(compacted(Set.of()))
        .isEqualTo(head.files().stream().map(DataFile::path).collect(Collectors.toSet()));
  }

  @Test
  void aReaderSeesTheSameSumsAllTheTime() throws Exception {
    Set<Long> commits = new HashSet<>();
    Set<String> sums = new HashSet<>();
    Process compactor = Compactor.start(directory);
    boolean last = false;
    while (!last) {
      last = !compactor.isAlive();
      try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
        commits.add(database.commit().sequence());
        sums.add(
            Sql.run(
                    database,
                    "SELECT (SELECT sum(requests) FROM usage), (SELECT sum(counted) FROM ledger),"
                        + " (SELECT sum(bytes_squared) FROM usage_month)")
                .rows()
                .toString());
      }
    }

    assertThat(commits).containsExactlyInAnyOrder(4L, 5L);
    assertThat(sums).hasSize(1);
  }

  private Set<String> compacted(Set<String> except) throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(directory.path())) {
        return files
            .map(file -> directory.path().relativize(file).toString())
            .filter(
                file ->
                    (file.contains(DataFile.COMPACTED) || file.contains("/derived-"))
                        && !except.contains(file))
            .collect(Collectors.toSet());
      } catch (UncheckedIOException vanished) {
        // The compactor removes files while they are listed.
      }
    }
  }
}
