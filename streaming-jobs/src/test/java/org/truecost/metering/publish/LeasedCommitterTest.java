package org.truecost.metering.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change;
import org.truecost.tables.CommitRefusedException;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.Lease;
import org.truecost.tables.OpenJobs;
import org.truecost.tables.PendingFiles;

class LeasedCommitterTest {
  private static final String LINEAGE = "metering";

  @TempDir Path directory;

  @Test
  void aJobHoldsTheLeaseUntilItsEnd() throws Exception {
    DataDirectory data = DataDirectory.create(directory);

    LeasedCommitter committer = start(OptionalLong.empty());
    assertThatThrownBy(() -> Lease.acquire(data, "compact"))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("meter");

    committer.close();
    Lease.acquire(data, "compact").close();
  }

  @Test
  void aJobThatComesFromAnOlderStateIsRefusedForGood() throws Exception {
    DataDirectory data = committed(7);

    for (OptionalLong older : List.of(OptionalLong.empty(), OptionalLong.of(6))) {
      assertThatThrownBy(() -> start(older))
          .isInstanceOf(SuppressRestartsException.class)
          .hasCauseInstanceOf(CommitRefusedException.class)
          .hasStackTraceContaining("has committed checkpoint 7");
    }

    // Who was refused holds no lease.
    Lease.acquire(data, "compact").close();
    start(OptionalLong.of(7)).close();
  }

  @Test
  void aJobAfterWhichAnotherBeganIsRefusedForGood() throws Exception {
    DataDirectory data = committed(7);
    new OpenJobs(data).begin("another", data.log().head());

    assertThatThrownBy(() -> start(OptionalLong.of(7)))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("another job began after it");
    Lease.acquire(data, "compact").close();
  }

  @Test
  void aJobAfterWhichAReplayCommittedIsRefusedForGood() throws Exception {
    DataDirectory data = committed(7);
    data.log()
        .append(Change.publish("replay", new Change.Checkpoint("run", 1), List.of(), List.of()));

    assertThatThrownBy(() -> start(OptionalLong.of(7)))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("a replay has metered logs");
    Lease.acquire(data, "compact").close();
  }

  @Test
  void whatWasSetAsideSinceIsForgotten() throws Exception {
    DataDirectory data = committed(7);
    PendingFiles pending = new PendingFiles(data, LINEAGE);
    pending.add(8, List.of(), List.of("a"), List.of());
    pending.add(9, List.of(), List.of("b"), List.of());

    start(OptionalLong.of(8)).close();

    assertThat(pending.before(100)).singleElement().extracting("sequence").isEqualTo(8L);
  }

  private DataDirectory committed(long checkpoint) throws Exception {
    DataDirectory data = DataDirectory.create(directory);
    data.log()
        .append(
            Change.publish(
                "meter", new Change.Checkpoint(LINEAGE, checkpoint), List.of(), List.of()));
    new OpenJobs(data).begin(LINEAGE, data.log().head());
    return data;
  }

  private LeasedCommitter start(OptionalLong restored) throws Exception {
    return LeasedCommitter.start(
        directory, LINEAGE, restored, new TablesCommitter(directory, "meter", LINEAGE, Map.of()));
  }
}
