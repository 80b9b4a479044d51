package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes race for every commit; some are killed and started again. */
@Timeout(300)
class RaceTest {
  private static final int WRITERS = 3;
  private static final int CHECKPOINTS = 80;
  private static final int KILLS = 8;

  @TempDir Path folder;

  @Test
  void killedAndRacingProcessesLoseAndDoubleNothing() throws Exception {
    Random random = new Random(20261122);
    ChildProcess[] writers = new ChildProcess[WRITERS];
    for (int writer = 0; writer < WRITERS; writer++) {
      writers[writer] = start(writer);
    }
    CommitLog log = DataDirectory.create(folder.resolve("data")).log();
    int killed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // Kills follow the log's progress, so they hit writers at work on any machine.
      long until = (kill + 1L) * WRITERS * CHECKPOINTS / (KILLS + 2);
      // A lost commit would let the log end early: the assertions below say so.
      while (log.head().sequence() < until && isAnyAlive(writers)) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(8));
      int victim = random.nextInt(WRITERS);
      if (writers[victim].isAlive()) {
        killed++;
      }
      writers[victim].kill();
      writers[victim] = start(victim);
    }
    for (ChildProcess writer : writers) {
      assertThat(writer.finish()).isEqualTo("exit 0");
    }

    assertThat(log.sequences())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, WRITERS * CHECKPOINTS).boxed().toList());
    assertEachCommitAddsOneCheckpointOfBothTables(log);
    assertEachCheckpointIsLiveOnce(log.head());
    assertThat(killed).isGreaterThanOrEqualTo(KILLS / 2);
    assertOnlyOrphansAreRemoved(log.head());
  }

  private static boolean isAnyAlive(ChildProcess[] writers) {
    for (ChildProcess writer : writers) {
      if (writer.isAlive()) {
        return true;
      }
    }
    return false;
  }

  private ChildProcess start(int writer) throws IOException {
    return ChildProcess.start(
        RacingWriter.class,
        folder.resolve("data").toString(),
        "writer-" + writer,
        Integer.toString(CHECKPOINTS));
  }

  private static void assertEachCommitAddsOneCheckpointOfBothTables(CommitLog log)
      throws IOException {
    Set<DataFile> before = Set.of();
    for (long sequence : log.sequences()) {
      Set<DataFile> files = new HashSet<>(log.read(sequence).orElseThrow().files());
      assertThat(files).containsAll(before);
      List<DataFile> added = new ArrayList<>(files);
      added.removeAll(before);
      assertThat(added).extracting(DataFile::table).containsExactlyInAnyOrder("usage", "ledger");
      assertThat(added.get(0).batches()).isEqualTo(added.get(1).batches());
      assertThat(added.get(0).rows()).isEqualTo(added.get(1).rows());
      before = files;
    }
  }

  private static void assertEachCheckpointIsLiveOnce(Commit head) {
    List<String> published =
        head.files().stream()
            .map(file -> file.table() + " " + file.batches() + " " + file.rows())
            .toList();
    assertThat(published).doesNotHaveDuplicates().hasSize(2 * WRITERS * CHECKPOINTS);
  }

  private void assertOnlyOrphansAreRemoved(Commit head) throws IOException {
    DataDirectory directory = DataDirectory.open(folder.resolve("data"));
    try (Lease lease = Lease.acquire(directory, "test")) {
      Expiry.expire(directory, lease, 1);
    }
    Set<String> live = head.files().stream().map(DataFile::path).collect(Collectors.toSet());
    try (Stream<Path> left = Files.walk(directory.path())) {
      assertThat(
              left.filter(file -> file.toString().endsWith(".parquet"))
                  .map(file -> directory.path().relativize(file).toString())
                  .collect(Collectors.toSet()))
          .isEqualTo(live);
    }
    try (Stream<Path> commits = Files.list(directory.commits())) {
      assertThat(commits.map(file -> file.getFileName().toString()))
          .containsExactly(CommitLog.name(head.sequence()));
    }
  }
}
