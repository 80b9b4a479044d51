package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.DataDirectoryException.Reason;

@Timeout(60)
class LeaseTest {
  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
  }

  @Test
  void isHeldByOneProcessAndEndsWithIt() throws Exception {
    try (ChildProcess holder = ChildProcess.start(LeaseHolder.class, folder.toString())) {
      assertThat(holder.readLine()).isEqualTo("holds true");

      assertThatThrownBy(() -> Lease.acquire(directory, "compact"))
          .isInstanceOf(DataDirectoryException.class)
          .hasFieldOrPropertyWithValue("reason", Reason.IN_USE)
          .hasMessageContaining("replay, process " + holder.pid() + " on ");

      holder.kill();
      Lease.acquire(directory, "compact").close();
    }
  }

  @Test
  void survivesRefusingOthersInItsOwnProcess() throws Exception {
    try (Lease lease = Lease.acquire(directory, "replay")) {
      assertThatThrownBy(() -> Lease.acquire(directory, "compact"))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("replay");
      // On POSIX a careless second attempt would have dropped the lock just now.
      try (ChildProcess other = ChildProcess.start(LeaseHolder.class, folder.toString())) {
        assertThat(other.readLine()).isEqualTo("IN_USE");
      }
      lease.requireMaintenance(directory);
    }
  }

  @Test
  void maintenanceIsPossibleBesideAJobAndAJobBesideMaintenance() throws IOException {
    try (Lease job = Lease.ofJob(directory, "meter");
        Lease maintenance = Lease.ofMaintenance(directory, "compact")) {
      maintenance.requireMaintenance(directory);
      assertThatThrownBy(() -> job.requireMaintenance(directory))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> Lease.ofMaintenance(directory, "purge"))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use (compact, process ");
      job.close();
      Lease.ofJob(directory, "meter").close();
      assertThatThrownBy(() -> Lease.acquire(directory, "replay"))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use (compact, process ");
      // Who is refused one right keeps none.
      Lease.ofJob(directory, "meter").close();
    }
  }

  @Test
  void aReplayIsAlone() throws IOException {
    try (Lease replay = Lease.acquire(directory, "replay")) {
      replay.requireMaintenance(directory);
      assertThatThrownBy(() -> Lease.ofMaintenance(directory, "compact"))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use (replay, process ");
      assertThatThrownBy(() -> Lease.ofJob(directory, "meter"))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use (replay, process ");
    }
  }

  @Test
  void canBeTakenAgainAfterItWasGivenBack() throws IOException {
    Lease first = Lease.acquire(directory, "replay");
    first.close();
    first.close();

    try (Lease second = Lease.acquire(directory, "compact")) {
      second.requireMaintenance(directory);
    }
    assertThatThrownBy(() -> first.requireMaintenance(directory))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isForOneDirectoryOnly() throws IOException {
    DataDirectory other = DataDirectory.create(folder.resolve("elsewhere").resolve("data"));
    try (Lease lease = Lease.acquire(directory, "replay")) {
      assertThatThrownBy(() -> Expiry.expire(other, lease, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
