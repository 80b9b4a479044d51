package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;

class FingerprintFileTest {
  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
  }

  @Test
  void piecesComeBackInOrder() throws IOException {
    Path file = directory.resolve(write("job-1", new byte[] {1, 2}, new byte[0], new byte[] {3}));

    List<byte[]> read = new ArrayList<>();
    FingerprintFile.read(file, read::add);

    assertThat(read).containsExactly(new byte[] {1, 2}, new byte[0], new byte[] {3});
  }

  @Test
  void damageIsSaid() throws IOException {
    Path file = directory.resolve(write("job-1", new byte[] {1, 2, 3, 4}));
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertDamaged(file, "is cut short or altered");
    }
    byte[] altered = whole.clone();
    altered[17] ^= 1;
    Files.write(file, altered);
    assertDamaged(file, "is cut short or altered");
    Files.delete(file);
    assertDamaged(file, "is missing");
  }

  private static void assertDamaged(Path file, String how) {
    assertThatThrownBy(() -> FingerprintFile.read(file, piece -> {}))
        .isInstanceOfSatisfying(
            DataDirectoryException.class,
            e -> assertThat(e.reason()).isEqualTo(DataDirectoryException.Reason.DAMAGED))
        .hasMessageContaining(how);
  }

  @Test
  void aCommitReplacesThoseOfBeforeAndOthersKeepThem() throws IOException {
    String first = write("job-1", new byte[] {1});
    String second = write("job-2", new byte[] {2});
    publish(1, List.of(first));
    publish(2, List.of());
    assertThat(directory.log().head().fingerprints()).containsExactly(first);

    publish(3, List.of(second));

    assertThat(directory.log().head().fingerprints()).containsExactly(second);
    assertThat(directory.log().read(2).orElseThrow().fingerprints()).containsExactly(first);
  }

  @Test
  void expiryKeepsWhatAKeptCommitOrAJobThatMayGoOnNames() throws IOException {
    String first = write("gone-1", new byte[] {1});
    String second = write("gone-2", new byte[] {2});
    String closed = write("open-job-1", new byte[] {3});
    publish(1, List.of(first));
    publish(2, List.of(second));
    new OpenJobs(directory).begin("open-job", directory.log().head());

    try (Lease lease = Lease.acquire(directory, "compact")) {
      Expiry.expire(directory, lease, 1);
    }

    assertThat(directory.resolve(first)).doesNotExist();
    assertThat(directory.resolve(second)).exists();
    assertThat(directory.resolve(closed)).exists();
  }

  /** A job has just written a file, and has not named it yet. */
  @Test
  void expirySparesBesideAJobWhatItMayHaveJustMade() throws IOException {
    publish(1, List.of(write("gone-1", new byte[] {1})));
    String killed = write("killed-1", new byte[] {2});
    new OpenJobs(directory).begin("job", directory.log().head());
    String fresh = write("job-1", new byte[] {3});
    try (Lease job = Lease.ofJob(directory, "meter");
        Lease lease = Lease.ofMaintenance(directory, "purge")) {
      assertThat(job).isNotNull();
      Expiry.expire(directory, lease, 1);
    }

    assertThat(directory.resolve(fresh)).exists();
    assertThat(directory.resolve(killed)).doesNotExist();

    // Its commit names the next one: the first has been replaced, though the job goes on.
    publish(2, List.of(fresh));
    publish(3, List.of(write("job-2", new byte[] {4})));
    try (Lease lease = Lease.ofMaintenance(directory, "purge")) {
      Expiry.expire(directory, lease, 1);
    }
    assertThat(directory.resolve(fresh)).doesNotExist();
    assertThat(directory.resolve("_commits/job-2.fingerprints")).exists();
  }

  private String write(String name, byte[]... pieces) throws IOException {
    try (FingerprintFile file = FingerprintFile.create(directory.path(), name)) {
      for (byte[] piece : pieces) {
        file.add(piece);
      }
      return file.finish();
    }
  }

  private void publish(long checkpoint, List<String> fingerprints) throws IOException {
    directory
        .log()
        .append(
            Change.publish("test", new Checkpoint("gone", checkpoint), List.of(), List.of())
                .remembering(fingerprints));
  }
}
