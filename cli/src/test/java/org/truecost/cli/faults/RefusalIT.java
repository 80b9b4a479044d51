package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.metering.replay.RestatementException;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataDirectoryException.Reason;

/** A data directory that is in use or full stops a replay without a commit and harms nobody. */
@Timeout(300)
class RefusalIT {
  private static final int MAX_ATTEMPTS = 5;
  private static final long FULL_BYTES = 4096;

  @TempDir Path folder;
  private Workload workload;
  private Path data;

  @BeforeEach
  void make() throws Exception {
    workload = Workload.make(folder.resolve("workload"), 9, 400);
    data = folder.resolve("data");
  }

  @Test
  void theSecondReplayOfADirectoryIsRefusedAndTheFirstEndsUndisturbed() throws Exception {
    try (Child first = ReplayChild.startWaiting(workload, data)) {
      assertThat(first.awaitLine("planned")).isNotNull();

      assertThatThrownBy(
              () -> workload.replay(data, Workload.CONFIG, List.of(workload.logs()), List.of()))
          .isInstanceOf(DataDirectoryException.class)
          .hasFieldOrPropertyWithValue("reason", Reason.IN_USE);

      first.goOn();
      assertThat(first.finish()).isEqualTo("committed 1\nexit 0");
    }
    undisturbed().check(data, TablesReader.ofNewestCommit());
  }

  @Test
  void aFullDirectoryStopsAReplayWithoutACommitAndALaterOneSucceeds() throws Exception {
    assumeThat(Child.PRLIMIT).exists();

    String printed = replayUntilFull();

    assertThat(printed)
        .contains("refused FULL No space is left in the data directory")
        .endsWith("exit 0");
    assertThat(DataDirectory.open(data).log().head().sequence()).isZero();
    CommittedState.EMPTY.check(data, TablesReader.ofNewestCommit());

    workload.replay(data, Workload.CONFIG, List.of(workload.logs()), List.of());

    undisturbed().check(data, TablesReader.ofNewestCommit());
  }

  @Test
  void aFullTemporaryDirectoryIsNotPutDownToTheDataDirectory() throws Exception {
    assumeThat(Child.PRLIMIT).exists();

    String printed;
    try (Child replay = ReplayChild.startWaiting(workload, data)) {
      replay.awaitLine("planned");
      replay.limitFiles(FULL_BYTES);
      replay.goOn();
      printed = replay.finish();
    }

    assertThat(printed)
        .contains("The replay failed outside the data directory, nothing was committed")
        .doesNotContain("refused")
        .endsWith("exit 1");
    CommittedState.EMPTY.check(data, TablesReader.ofNewestCommit());
  }

  /** What a replay prints that finds no room for any but the smallest files, after its first. */
  private String replayUntilFull() throws Exception {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Workload.delete(data);
      try (Child replay = ReplayChild.start(workload, data, Workload.CONFIG, false)) {
        replay.awaitLine("planned");
        while (replay.isAlive() && DataFiles.closed(data).isEmpty()) {
          LockSupport.parkNanos(100_000);
        }
        // Not from the start: what Flink unpacks into its temporary directory is larger.
        replay.limitFiles(FULL_BYTES);
        String printed = replay.finish();
        for (String file : DataFiles.all(data)) {
          if (Files.size(data.resolve(file)) == FULL_BYTES
              && !DataFiles.isClosed(data.resolve(file))) {
            return printed;
          }
        }
      }
    }
    throw new AssertionError("All files were written in time, " + MAX_ATTEMPTS + " times");
  }

  @Test
  void restatingABatchWithAMissingFileIsRefusedAndNamesIt() throws Exception {
    Path twin = workload.logs().resolve("cloudfront/twin.log");
    // Other lines of the same day and source: the same batch.
    List<String> lines = Files.readAllLines(workload.file(0));
    lines.remove(2);
    Files.write(twin, lines);
    workload.replay(data, Workload.CONFIG, List.of(workload.logs()), List.of());
    CommittedState before = CommittedState.of(data);
    Files.delete(twin);

    assertThatThrownBy(
            () ->
                workload.replay(
                    data,
                    Workload.CHANGED_CONFIG,
                    List.of(workload.logs()),
                    List.of(workload.file(0))))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("cloudfront/twin.log");
    before.check(data, TablesReader.ofNewestCommit());
  }

  private CommittedState undisturbed() throws Exception {
    Path alone = folder.resolve("alone");
    workload.replay(alone, Workload.CONFIG, List.of(workload.logs()), List.of());
    return CommittedState.of(alone);
  }
}
