package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.cli.faults.Killing.Killed;
import org.truecost.cli.faults.Killing.Phase;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;

/**
 * Ten kills of a replay and three of a compaction, each with signal 9 in a phase that the test
 * makes sure of. What is published before a kill stays, what is not is invisible, and running again
 * gives what an undisturbed run gives.
 */
@Timeout(300)
class CrashIT {
  private static final long SEED = 20261101;
  private static final int LINES_PER_FILE = 400;

  @TempDir static Path folder;

  private static Workload workload;
  private static Path nothing;
  private static Path replayed;
  private static int replayFiles;
  private static int compactFiles;
  private static CommittedState whole;
  private static CommittedState restated;

  private final TablesReader reader = TablesReader.ofNewestCommit();
  @TempDir Path own;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    workload = Workload.make(folder.resolve("workload"), SEED, LINES_PER_FILE);
    nothing = folder.resolve("nothing");
    replayed = folder.resolve("replayed");
    workload.replay(replayed, Workload.CONFIG, List.of(workload.logs()), List.of());
    replayFiles = DataFiles.all(replayed).size();
    whole = CommittedState.of(replayed);

    // Without --force: what restating must give is what a first replay with that catalog gives.
    Path changed = folder.resolve("changed");
    workload.replay(changed, Workload.CHANGED_CONFIG, List.of(workload.logs()), List.of());
    restated = CommittedState.of(changed);

    Path compacted = folder.resolve("compacted");
    Workload.copy(replayed, compacted);
    // It writes every file anew.
    compactFiles = CompactChild.compact(compacted, 100).commit().files().size();
    assertThat(CommittedState.of(compacted)).isEqualTo(whole);
    assertThat(restated.rows()).isNotEqualTo(whole.rows()).hasSizeGreaterThan(1_000);
  }

  @Test
  void aReplayKilledBeforeItsFirstClosedFileIsRepeatedExactly() throws Exception {
    Path data = own.resolve("data");
    kill("replay", 1, nothing, data, Phase.BEFORE_FIRST_CLOSED_FILE);

    CommittedState.EMPTY.check(data, reader);
    replayAgain(data);

    whole.check(data, reader);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6})
  void aReplayKilledBetweenItsFirstClosedFileAndItsCommitIsRepeatedExactly(long seed)
      throws Exception {
    Path data = own.resolve("data");
    kill("replay", seed, nothing, data, Phase.FILES_CLOSED);

    CommittedState.EMPTY.check(data, reader);
    // The planted fault: who globs sees what the killed run left.
    assertThatThrownBy(() -> CommittedState.EMPTY.check(data, TablesReader.globbing()))
        .isInstanceOf(AssertionError.class);
    replayAgain(data);

    whole.check(data, reader);
  }

  @Test
  void aReplayKilledJustAfterItsCommitIsNotRepeated() throws Exception {
    Path data = own.resolve("data");
    kill("replay", 7, nothing, data, Phase.COMMITTED);

    whole.check(data, reader);
    Optional<Commit> again =
        workload.replay(data, Workload.CONFIG, List.of(workload.logs()), List.of()).commit();

    assertThat(again).isEmpty();
    whole.check(data, reader);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9})
  void aForcedReplayKilledBeforeItsCommitLeavesTheOldRevision(long seed) throws Exception {
    Path data = own.resolve("data");
    kill("replay --force", seed, replayed, data, Phase.FILES_CLOSED);

    whole.check(data, reader);
    assertThat(revisions(data)).isEmpty();
    workload.replay(data, Workload.CHANGED_CONFIG, List.of(workload.logs()), workload.files());

    restated.check(data, reader);
    assertThat(revisions(data)).hasSize(Workload.MONTHS).doesNotContainValue(3L);
  }

  @Test
  void aForcedReplayKilledJustAfterItsCommitHasRestatedExactly() throws Exception {
    Path data = own.resolve("data");
    kill("replay --force", 10, replayed, data, Phase.COMMITTED);

    restated.check(data, reader);
    workload.replay(data, Workload.CHANGED_CONFIG, List.of(workload.logs()), workload.files());

    restated.check(data, reader);
    assertThat(revisions(data)).hasSize(Workload.MONTHS).containsValue(3L);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void aCompactionKilledBeforeItsCommitChangesNothing(long seed) throws Exception {
    Path data = own.resolve("data");
    kill("compact", seed, replayed, data, Phase.FILES_CLOSED);

    whole.check(data, reader);
    CompactChild.compact(data, 100);

    whole.check(data, reader);
  }

  @Test
  void aCompactionKilledJustAfterItsCommitKeepsAllSums() throws Exception {
    Path data = own.resolve("data");
    kill("compact", 13, replayed, data, Phase.COMMITTED);

    whole.check(data, reader);
    CompactChild.compact(data, 100);

    whole.check(data, reader);
  }

  @Test
  void compactionRemovesWhatKilledRunsLeft() throws Exception {
    Path killedReplay = own.resolve("killed-replay");
    kill("replay", 14, nothing, killedReplay, Phase.FILES_CLOSED);
    replayAgain(killedReplay);
    Path data = own.resolve("data");
    kill("replay --force", 15, killedReplay, data, Phase.FILES_CLOSED);
    assertThat(DataFiles.all(data)).hasSizeGreaterThan(named(data).size());

    CompactChild.compact(data, 1);

    assertThat(DataFiles.all(data)).isEqualTo(named(data));
    Commit head = DataDirectory.open(data).log().head();
    assertThat(files(data.resolve("_commits")))
        .hasSize(1 + head.coverage().size())
        .noneMatch(name -> name.endsWith(".tmp"));
    whole.check(data, reader);
  }

  @Test
  void aCommitBeforeTheFilesAreClosedIsFoundOut() throws Exception {
    Path data = own.resolve("data");
    TablesReader.Look whileItWrites;
    try (Child replay = ReplayChild.start(workload, data, Workload.CONFIG, false)) {
      replay.awaitLine("planned");
      while (replay.isAlive() && DataFiles.all(data).isEmpty()) {
        Thread.onSpinWait();
      }
      commitTooEarly(data);
      whileItWrites = TablesReader.Look.at(data, reader);
      assertThat(replay.kill()).isEqualTo(Child.KILLED);
    }

    assertThat(whileItWrites.violations(Set.of(0L, whole.requests()))).isNotEmpty();
    assertThatThrownBy(() -> CommittedState.EMPTY.check(data, reader))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> whole.check(data, reader)).isInstanceOf(AssertionError.class);
  }

  /** A planted fault: names every data file there is, closed or not. */
  private static void commitTooEarly(Path data) throws Exception {
    List<DataFile> files =
        DataFiles.all(data).stream()
            .map(
                path ->
                    new DataFile(
                        path.substring(0, path.indexOf('/')),
                        path,
                        "crates-io",
                        path.replaceAll(".*month=([^/]*)/.*", "$1"),
                        1,
                        data.resolve(path).toFile().length(),
                        List.of()))
            .toList();
    DataDirectory.open(data)
        .log()
        .append(Change.publish("hasty", new Checkpoint("hasty", 1), files, List.of()));
  }

  private static void kill(String what, long seed, Path before, Path data, Phase wanted)
      throws Exception {
    Killing.Start start =
        switch (what) {
          case "replay" -> () -> ReplayChild.start(workload, data, Workload.CONFIG, false);
          case "compact" -> () -> CompactChild.start(data);
          default -> () -> ReplayChild.start(workload, data, Workload.CHANGED_CONFIG, true);
        };
    int files = what.equals("compact") ? compactFiles : replayFiles;
    Killed killed = Killing.kill(what, seed, before, data, files, wanted, start);
    assertThat(killed.phase()).isEqualTo(wanted);
  }

  private static void replayAgain(Path data) throws Exception {
    assertThat(workload.replay(data, Workload.CONFIG, List.of(workload.logs()), List.of()).commit())
        .isPresent();
  }

  private static Map<String, Long> revisions(Path data) throws Exception {
    return DataDirectory.open(data).log().head().revisions();
  }

  private static Set<String> named(Path data) throws Exception {
    return DataDirectory.open(data).log().head().files().stream()
        .map(DataFile::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> files(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
