package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;

/** Files that wait for a commit, what expiry leaves of them, and who may still commit them. */
class PendingFilesTest {
  private static final String JOB = "meter-1";

  @TempDir Path folder;
  private DataDirectory directory;
  private PendingFiles pending;
  private OpenJobs jobs;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
    pending = new PendingFiles(directory, JOB);
    jobs = new OpenJobs(directory);
    jobs.begin(JOB, Commit.EMPTY);
  }

  @Test
  void keepsWhatWaitsSinceEarlierCheckpoints() throws IOException {
    pending.add(3, List.of(file("meter-1-a-1")), List.of("_commits/coverage-1.jsonl"), List.of());
    pending.add(12, List.of(file("meter-1-a-2")), List.of(), List.of());
    pending.add(3, List.of(file("meter-1-again")), List.of(), List.of());

    assertThat(pending.before(3)).isEmpty();
    assertThat(paths(pending.before(12))).containsExactly("usage/meter-1-a-1.parquet");
    assertThat(pending.before(12).get(0).coverage()).containsExactly("_commits/coverage-1.jsonl");
    assertThat(paths(pending.before(13)))
        .containsExactly("usage/meter-1-a-1.parquet", "usage/meter-1-a-2.parquet");
  }

  @Test
  void forgetsWhatIsCommittedAndWhatAJobNeverComesBackTo() throws IOException {
    for (long checkpoint : new long[] {1, 2, 9, 10, 11}) {
      pending.add(checkpoint, List.of(file("meter-1-" + checkpoint)), List.of(), List.of());
    }

    pending.forgetUpTo(2);
    pending.forgetAfter(10);

    assertThat(paths(pending.before(100)))
        .containsExactly("usage/meter-1-9.parquet", "usage/meter-1-10.parquet");
  }

  @Test
  void jobsDoNotSeeEachOthersEvenIfOneIsNamedAsAnotherBegins() throws IOException {
    PendingFiles other = new PendingFiles(directory, JOB + "-1");
    other.add(5, List.of(file("meter-1-1-x")), List.of(), List.of());

    assertThat(pending.before(100)).isEmpty();
    pending.forgetUpTo(100);
    assertThat(other.before(100)).hasSize(1);
  }

  @Test
  void readersTakeNoneOfItForACommit() throws IOException {
    pending.add(7, List.of(file("meter-1-a")), List.of(), List.of());
    assertThat(directory.log().head()).isEqualTo(Commit.EMPTY);

    publish(8, file("meter-1-b"));
    pending.add(9, List.of(file("meter-1-c")), List.of(), List.of());

    assertThat(directory.log().sequences()).containsExactly(1L);
    assertThat(directory.log().head().files())
        .extracting(DataFile::path)
        .containsExactly("usage/meter-1-b.parquet");
    assertThat(folder.resolve("_newest_commit")).content().contains("000000000001");
  }

  @Test
  void expiryKeepsWhatAJobThatMayGoOnHasClosed() throws IOException {
    String manifest = directory.coverage().write(List.of());
    DataFile waiting = file("meter-1-waiting");
    pending.add(7, List.of(waiting), List.of(manifest), List.of());
    // Named by the checkpoint only, whose commit the job was killed before.
    DataFile closed = file("meter-1-closed");
    DataFile foreign = file("meter-2-closed");

    Expiry.Removed removed = expire(1);

    assertThat(removed.files()).isEqualTo(1);
    assertThat(directory.resolve(waiting.path())).exists();
    assertThat(directory.resolve(manifest)).exists();
    assertThat(directory.resolve(closed.path())).exists();
    assertThat(directory.resolve(foreign.path())).doesNotExist();
  }

  @Test
  void expiryRemovesWhatCompactionReplacedOfAJobThatMayGoOn() throws IOException {
    DataFile small = file("meter-1-small");
    publish(1, small);
    directory
        .log()
        .append(
            Change.swap(
                "compact", List.of(file("compact-1")), Set.of(small.path()), List.of(), Set.of()));

    assertThat(expire(1).files()).isEqualTo(1);
    assertThat(directory.resolve(small.path())).doesNotExist();
  }

  @Test
  void aJobThatBeginsGivesUpTheOneBeforeAndExpiryTakesWhatItLeft() throws IOException {
    String manifest = directory.coverage().write(List.of());
    DataFile waiting = file("meter-1-waiting");
    pending.add(7, List.of(waiting), List.of(manifest), List.of());

    jobs.begin("meter-2", Commit.EMPTY);

    assertThat(jobs.isOpen(JOB)).isFalse();
    assertThat(jobs.isOpen("meter-2")).isTrue();
    assertThat(pending.before(100)).isEmpty();
    assertThat(expire(1).files()).isEqualTo(2);
    assertThat(directory.resolve(waiting.path())).doesNotExist();
    assertThat(directory.resolve(manifest)).doesNotExist();
  }

  @Test
  void aJobThatHasEndedIsNotOpen() throws IOException {
    jobs.end(JOB);

    assertThat(jobs.isOpen(JOB)).isFalse();
    assertThat(jobs.lineages()).isEmpty();
  }

  private void publish(long checkpoint, DataFile file) throws IOException {
    directory
        .log()
        .append(Change.publish("meter", new Checkpoint(JOB, checkpoint), List.of(file), List.of()));
  }

  private Expiry.Removed expire(int keep) throws IOException {
    try (Lease lease = Lease.acquire(directory, "test")) {
      return Expiry.expire(directory, lease, keep);
    }
  }

  private DataFile file(String name) throws IOException {
    String path = "usage/" + name + ".parquet";
    Files.createDirectories(directory.resolve(path).getParent());
    Files.writeString(directory.resolve(path), "rows");
    return new DataFile("usage", path, "pypi", "2026-10", 1, 4, List.of("batch"));
  }

  private static List<String> paths(List<Commit> commits) {
    return commits.stream().flatMap(commit -> commit.files().stream()).map(DataFile::path).toList();
  }
}
