package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Expiry.Removed;

class ExpiryTest {
  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
  }

  @Test
  void removesOldCommitsAndWhatOnlyTheyNamed() throws IOException {
    String manifest = directory.coverage().write(List.of());
    publish(1, "usage/a.parquet", manifest);
    String merged = directory.coverage().write(List.of());
    directory
        .log()
        .append(
            Change.swap(
                "compact",
                List.of(write("usage/b.parquet")),
                Set.of("usage/a.parquet"),
                List.of(merged),
                Set.of(manifest)));

    assertThat(expire(2)).isEqualTo(new Removed(0, 0, 0));
    Removed removed = expire(1);

    assertThat(removed.commits()).isEqualTo(1);
    assertThat(removed.files()).isEqualTo(2);
    assertThat(directory.log().sequences()).containsExactly(2L);
    assertThat(directory.resolve("usage/a.parquet")).doesNotExist();
    assertThat(directory.resolve("usage/b.parquet")).exists();
    assertThat(directory.resolve(manifest)).doesNotExist();
    assertThat(directory.resolve(merged)).exists();
  }

  @Test
  void removesWhatAKilledRunLeftAndNothingElse() throws IOException {
    publish(1, "usage/a.parquet", directory.coverage().write(List.of()));
    write("usage/registry=pypi/month=2026-10/orphan.parquet");
    write("ledger/.part-1.parquet.inprogress");
    Files.writeString(directory.commits().resolve(".000000000002.commit.x.tmp"), "torn");
    Files.writeString(folder.resolve("._newest_commit.x.tmp"), "torn");
    Path note = Files.writeString(folder.resolve("README"), "a note of the operator");
    Path foreign = Files.createDirectories(folder.resolve("other")).resolve("x.parquet");
    Files.writeString(foreign, "no table of ours");

    Removed removed = expire(100);

    assertThat(removed.files()).isEqualTo(4);
    assertThat(directory.resolve("usage/a.parquet")).exists();
    assertThat(directory.resolve("ledger/.part-1.parquet.inprogress")).doesNotExist();
    assertThat(folder.resolve("._newest_commit.x.tmp")).doesNotExist();
    assertThat(folder.resolve("_newest_commit")).exists();
    assertThat(note).exists();
    assertThat(foreign).exists();
  }

  @Test
  void removesNothingWithoutTheLease() throws IOException {
    Path orphan = directory.resolve(write("usage/orphan.parquet").path());
    Lease given = Lease.acquire(directory, "test");
    given.close();

    assertThatThrownBy(() -> Expiry.expire(directory, given, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(orphan).exists();
  }

  @Test
  void sparesBesideAJobWhatItMayHaveJustMade() throws IOException {
    publish(1, "usage/a.parquet", directory.coverage().write(List.of()));
    new OpenJobs(directory).begin("job", directory.log().head());
    String fresh = directory.coverage().write(List.of());
    Path linking = directory.commits().resolve(".000000000002.commit.x.tmp");
    Files.writeString(linking, "half");
    DataFile closed = write("usage/job-1.parquet");
    DataFile left = write("usage/compacted-x.parquet");

    try (Lease job = Lease.ofJob(directory, "meter");
        Lease lease = Lease.ofMaintenance(directory, "test")) {
      assertThat(Expiry.expire(directory, lease, 1).files()).isEqualTo(1);
      job.close();
    }

    assertThat(directory.resolve(left.path())).doesNotExist();
    assertThat(directory.resolve(closed.path())).exists();
    assertThat(directory.resolve(fresh)).exists();
    assertThat(linking).exists();

    // Nobody writes now; only a checkpoint may still name something.
    assertThat(expire(1).files()).isEqualTo(2);
    assertThat(directory.resolve(closed.path())).exists();
  }

  @Test
  void removesWhatCompactionReplacedThoughItWasKilledBetweenCommitsAndFiles() throws IOException {
    publish(1, "usage/job-1.parquet", directory.coverage().write(List.of()));
    new OpenJobs(directory).begin("job", directory.log().head());
    directory
        .log()
        .append(
            Change.swap(
                "compact",
                List.of(write("usage/compacted-1.parquet")),
                Set.of("usage/job-1.parquet"),
                List.of(),
                Set.of()));
    ReplacedFiles replaced = new ReplacedFiles(directory);
    replaced.add(directory.log().read(1).orElseThrow());
    replaced.remember(Set.of(directory.resolve("usage/job-1.parquet")));
    directory.log().delete(1);

    assertThat(expire(1).files()).isEqualTo(1);

    assertThat(directory.resolve("usage/job-1.parquet")).doesNotExist();
    assertThat(directory.commits()).isDirectoryNotContaining("glob:**replaced-*");
  }

  @Test
  void forgetsUpToACommitButNeverTheNewest() throws IOException {
    for (int i = 1; i <= 4; i++) {
      publish(i, "usage/" + i + ".parquet", directory.coverage().write(List.of()));
    }

    try (Lease lease = Lease.ofMaintenance(directory, "test")) {
      assertThat(Expiry.expireUpTo(directory, lease, 2).commits()).isEqualTo(2);
      assertThat(directory.log().sequences()).containsExactly(3L, 4L);
      assertThat(Expiry.expireUpTo(directory, lease, 100).commits()).isEqualTo(1);
    }
    assertThat(directory.log().sequences()).containsExactly(4L);
  }

  @Test
  void aJobThatSleptWhileItsCommitsNameWasUsedAndExpiredLosesNothing() throws IOException {
    publish(1, "usage/a.parquet", directory.coverage().write(List.of()));
    new OpenJobs(directory).begin("sleepy", directory.log().head());
    DataFile slept = write("usage/sleepy-1.parquet");
    CommitLog log =
        new CommitLog(
            directory,
            new OvertakenOnce(
                new LocalCompareAndSet(directory.commits()),
                () -> {
                  maintain("usage/a.parquet", "usage/compacted-1.parquet");
                  maintain("usage/compacted-1.parquet", "usage/compacted-2.parquet");
                  assertThat(directory.log().sequences()).containsExactly(3L);
                }));

    CommitLog.Appended made =
        log.append(Change.publish("meter", new Checkpoint("sleepy", 1), List.of(slept), List.of()));

    assertThat(made.commit().sequence()).isEqualTo(4);
    assertThat(directory.log().head().files())
        .extracting(DataFile::path)
        .containsExactly("usage/compacted-2.parquet", "usage/sleepy-1.parquet");
  }

  @Test
  void aCommitThatNobodyKnewIsNoReasonToRemoveAFile() throws IOException {
    publish(1, "usage/a.parquet", directory.coverage().write(List.of()));
    new OpenJobs(directory).begin("sleepy", directory.log().head());
    DataFile slept = write("usage/sleepy-1.parquet");
    // As if the job were suspended again, right after it took a name that is free again.
    byte[] unknown =
        CommitFile.encode(
            Change.publish("meter", new Checkpoint("sleepy", 1), List.of(slept), List.of())
                .apply(directory.log().head()));
    maintain("usage/a.parquet", "usage/compacted-1.parquet");
    maintain("usage/compacted-1.parquet", "usage/compacted-2.parquet");
    new LocalCompareAndSet(directory.commits()).create(CommitLog.name(2), unknown);

    try (Lease lease = Lease.ofMaintenance(directory, "test")) {
      Expiry.expire(directory, lease, 1);
    }

    assertThat(directory.log().sequences()).containsExactly(3L);
    assertThat(directory.resolve(slept.path())).exists();
  }

  @Test
  void whatAJobLeftWhenItFailedGoesAfterThreeOfItsPublications() throws IOException {
    new OpenJobs(directory).begin("job", directory.log().head());
    publish(1, "usage/job-a.parquet", directory.coverage().write(List.of()));
    DataFile left = write("usage/job-left.parquet");
    // However often one looks, only the job's publications tell.
    assertThat(expire(10).files() + expire(10).files() + expire(10).files()).isZero();
    for (int checkpoint = 2; checkpoint <= 3; checkpoint++) {
      publish(checkpoint, "usage/job-" + checkpoint + ".parquet", coverage());
      assertThat(expire(10).files()).isZero();
    }
    DataFile young = write("usage/job-young.parquet");
    publish(4, "usage/job-4.parquet", coverage());

    assertThat(expire(10).files()).isEqualTo(1);

    assertThat(directory.resolve(left.path())).doesNotExist();
    assertThat(directory.resolve(young.path())).exists();
    for (int checkpoint = 5; checkpoint <= 6; checkpoint++) {
      publish(checkpoint, "usage/job-" + checkpoint + ".parquet", coverage());
      assertThat(expire(10).files()).isZero();
    }
    publish(7, "usage/job-7.parquet", coverage());
    assertThat(expire(10).files()).isEqualTo(1);
    assertThat(directory.resolve(young.path())).doesNotExist();
    assertThat(expire(10).files()).isZero();
    assertThat(directory.commits()).isDirectoryNotContaining("glob:**unclaimed-*");
  }

  private String coverage() throws IOException {
    return directory.coverage().write(List.of());
  }

  private void maintain(String replaced, String by) throws IOException {
    try (Lease lease = Lease.ofMaintenance(directory, "test")) {
      directory
          .log()
          .append(
              Change.swap("compact", List.of(write(by)), Set.of(replaced), List.of(), Set.of()));
      Expiry.expire(directory, lease, 1);
    }
  }

  private Removed expire(int keep) throws IOException {
    try (Lease lease = Lease.acquire(directory, "test")) {
      return Expiry.expire(directory, lease, keep);
    }
  }

  private void publish(long checkpoint, String path, String manifest) throws IOException {
    directory
        .log()
        .append(
            Change.publish(
                "replay",
                new Checkpoint("job", checkpoint),
                List.of(write(path)),
                List.of(manifest)));
  }

  private DataFile write(String path) throws IOException {
    Files.createDirectories(directory.resolve(path).getParent());
    Files.writeString(directory.resolve(path), "rows");
    return new DataFile("usage", path, "pypi", "2026-10", 1, 4, List.of("batch"));
  }
}
