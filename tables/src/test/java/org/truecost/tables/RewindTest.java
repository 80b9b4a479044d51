package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;

/** What a job committed goes away again, all of it and nothing else, or it is refused. */
class RewindTest {
  private static final String JOB = "metering";
  private static final String PARTITION = "cluster/logs/0";

  @TempDir Path folder;
  private DataDirectory directory;
  private CommitLog log;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
    log = directory.log();
    new OpenJobs(directory).begin(JOB, directory.log().head());
  }

  @Test
  void takesAwayWhatCameAfterTheCheckpointAndNothingElse() throws IOException {
    replay("replayed");
    publish(10, "a", 0, 100);
    Commit kept = log.head();
    publish(20, "b", 100, 150);
    publish(30, "c", 150, 250);

    Rewind rewind = Rewind.plan(directory, JOB, 12);

    assertThat(rewind.base()).isEqualTo(kept.sequence());
    assertThat(rewind.checkpoint()).isEqualTo(10);
    assertThat(rewind.files()).extracting(DataFile::path).containsExactly("usage/b", "usage/c");
    assertThat(rewind.coverage()).hasSize(2);
    assertThat(rewind.offsets()).containsExactly(new CoveredOffsets(PARTITION, 100, 250));
    assertThat(log.head().files()).as("a plan changes nothing").hasSize(4);

    Commit now = apply(rewind);
    assertThat(now.files()).isEqualTo(kept.files());
    assertThat(now.coverage()).isEqualTo(kept.coverage());
    assertThat(now.offsets()).isEqualTo(kept.offsets());
    assertThat(now.fingerprints()).containsExactly("_commits/a.fingerprints");
    assertThat(log.head()).isEqualTo(now);
  }

  @Test
  void noStateOfTheJobGoesOnAfterIt() throws IOException {
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);

    apply(Rewind.plan(directory, JOB, 10));

    assertThat(new OpenJobs(directory).isOpen(JOB)).isFalse();
    assertThatThrownBy(() -> log.requireNotBehind(new Checkpoint(JOB, 10)))
        .isInstanceOf(CommitRefusedException.class);
    assertThatThrownBy(() -> log.requireNotBehind(new Checkpoint(JOB, 0)))
        .isInstanceOf(CommitRefusedException.class);
  }

  @Test
  void allOfAJobCanGo() throws IOException {
    publish(10, "a", 0, 100);

    Commit now = apply(Rewind.plan(directory, JOB, 0));

    assertThat(now.files()).isEmpty();
    assertThat(now.offsets()).isEmpty();
  }

  @Test
  void aSecondTimeThereIsNothingLeft() throws IOException {
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);
    apply(Rewind.plan(directory, JOB, 10));

    assertThat(Rewind.plan(directory, JOB, 10).isEmpty()).isTrue();
    Rewind further = Rewind.plan(directory, JOB, 0);
    assertThat(further.files()).extracting(DataFile::path).containsExactly("usage/a");
    assertThat(further.offsets()).containsExactly(new CoveredOffsets(PARTITION, 0, 100));
    assertThat(Rewind.plan(directory, JOB, 20).isEmpty()).isTrue();
  }

  @Test
  void compactionOfOtherFilesIsNoObstacleAndOfTheseItIs() throws IOException {
    replay("replayed");
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);
    compact("usage/replayed", "merged-1");

    assertThat(Rewind.plan(directory, JOB, 10).files())
        .extracting(DataFile::path)
        .containsExactly("usage/b");

    compact("usage/b", "merged-2");
    assertThatThrownBy(() -> Rewind.plan(directory, JOB, 10))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("commit 5 (compact) has merged or removed their files");
  }

  @Test
  void whereAnotherJobHasCommittedSinceItIsRefused() throws IOException {
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);
    replay("replayed");

    assertThatThrownBy(() -> Rewind.plan(directory, JOB, 10))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("commit 3 (replay) comes from another job");
    assertThat(Rewind.plan(directory, JOB, 20).isEmpty()).isTrue();
  }

  @Test
  void whereABatchWasRestatedSinceItIsRefused() throws IOException {
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);
    log.append(
        Change.swap("force", List.of(), Set.of(), List.of(), Set.of())
            .restating(Map.of("batch", 2L)));

    assertThatThrownBy(() -> Rewind.plan(directory, JOB, 10))
        .isInstanceOf(CommitRefusedException.class);
  }

  @Test
  void whatHasExpiredIsRefused() throws IOException {
    publish(10, "a", 0, 100);
    publish(20, "b", 100, 150);
    try (Lease lease = Lease.acquire(directory, "test")) {
      Expiry.expire(directory, lease, 1);
    }

    assertThatThrownBy(() -> Rewind.plan(directory, JOB, 10))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("commit 1 has expired");
  }

  @Test
  void aJobThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
    publish(10, "a", 0, 100);

    assertThatThrownBy(() -> Rewind.plan(directory, "meterin", 10))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("No job meterin")
        .hasMessageContaining("metering");
  }

  @Test
  void whatIsOvertakenChangesNothing() throws IOException {
    publish(10, "a", 0, 100);
    Rewind rewind = Rewind.plan(directory, JOB, 0);
    publish(20, "b", 100, 150);

    assertThatThrownBy(() -> apply(rewind)).isInstanceOf(CommitRefusedException.class);
    assertThat(log.head().files()).hasSize(2);
  }

  private Commit apply(Rewind rewind) throws IOException {
    try (Lease lease = Lease.acquire(directory, "test")) {
      return rewind.apply(directory, lease);
    }
  }

  private void publish(long checkpoint, String name, long from, long to) throws IOException {
    log.append(
        Change.publish(
                "meter",
                new Checkpoint(JOB, checkpoint),
                List.of(file(name)),
                List.of(directory.coverage().write(List.of())))
            .covering(List.of(new CoveredOffsets(PARTITION, from, to)))
            .remembering(List.of("_commits/" + name + ".fingerprints")));
  }

  private void replay(String name) throws IOException {
    log.append(Change.publish("replay", new Checkpoint(name, 1), List.of(file(name)), List.of()));
  }

  private void compact(String path, String merged) throws IOException {
    log.append(Change.swap("compact", List.of(file(merged)), Set.of(path), List.of(), Set.of()));
  }

  private DataFile file(String name) throws IOException {
    String path = "usage/" + name;
    Files.createDirectories(directory.resolve(path).getParent());
    Files.writeString(directory.resolve(path), "rows");
    return new DataFile("usage", path, "pypi", "2026-10", 1, 4, List.of("batch"));
  }
}
