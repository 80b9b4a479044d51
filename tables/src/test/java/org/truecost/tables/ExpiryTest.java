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
