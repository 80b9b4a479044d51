package org.truecost.metering.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.metering.kafka.Checkpoints.Checkpoint;

class CheckpointsTest {
  @TempDir Path folder;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(folder.resolve("checkpoints"));
  }

  @Test
  void nothingIsThereAtFirst() throws IOException {
    assertThat(checkpoints.lineage()).isEmpty();
    assertThat(checkpoints.newest("meter-1")).isEmpty();
  }

  @Test
  void theNewestCompleteOneCountsOverAllStartsOfTheJob() throws IOException {
    String lineage = checkpoints.begin();
    complete(lineage, "0a", 9);
    Path newest = complete(lineage, "1b", 10);
    complete(lineage, "1b", 2);
    Files.createDirectories(checkpoints.of(lineage).resolve("1b/chk-11"));
    Files.createDirectories(checkpoints.of(lineage).resolve("1b/shared"));
    Files.createDirectories(checkpoints.of(lineage).resolve("1b/chk-x"));

    assertThat(checkpoints.newest(lineage)).contains(new Checkpoint(10, newest));
  }

  @Test
  void aJobsCheckpointsAreItsOwn() throws IOException {
    String first = checkpoints.begin();
    complete(first, "0a", 5);
    String second = checkpoints.begin();

    assertThat(second).isNotEqualTo(first);
    assertThat(checkpoints.lineage()).contains(second);
    assertThat(checkpoints.newest(second)).isEmpty();
    assertThat(checkpoints.newest(first)).isPresent();
    assertThat(folder.resolve("checkpoints/lineage")).hasContent(second);
  }

  private Path complete(String lineage, String job, long number) throws IOException {
    Path checkpoint = checkpoints.of(lineage).resolve(job).resolve("chk-" + number);
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("_metadata"), "state");
    return checkpoint;
  }
}
