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

class OpenJobsTest {
  private static final String JOB = "meter-1";

  @TempDir Path folder;
  private DataDirectory directory;
  private OpenJobs jobs;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
    jobs = new OpenJobs(directory);
    commit("replay", "run-1", 1);
    jobs.begin(JOB, head());
  }

  @Test
  void aJobIsAloneWhateverItCommitsAndHoweverFilesAreArranged() throws IOException {
    commit("meter", JOB, 4);
    commit("meter", JOB, 9);
    directory.log().append(Change.swap("compact", List.of(), Set.of(), List.of(), Set.of()));
    commit("purge", OpenJobs.MAINTENANCE + "purge", 1);

    assertThat(jobs.isAlone(JOB, head())).isTrue();
  }

  @Test
  void aJobIsNotAloneOnceAReplayHasCommitted() throws IOException {
    commit("replay", "run-2", 1);

    assertThat(jobs.isAlone(JOB, head())).isFalse();
    assertThat(jobs.isOpen(JOB)).isTrue();

    jobs.begin("meter-2", head());

    assertThat(jobs.isAlone("meter-2", head())).isTrue();
  }

  @Test
  void aJobThatAnEarlierVersionBeganMayGoOn() throws IOException {
    Files.write(directory.commits().resolve("job-" + JOB + ".open"), new byte[0]);
    commit("replay", "run-2", 1);

    assertThat(jobs.isAlone(JOB, head())).isTrue();
  }

  private Commit head() throws IOException {
    return directory.log().head();
  }

  private void commit(String summary, String lineage, long number) throws IOException {
    directory
        .log()
        .append(Change.publish(summary, new Checkpoint(lineage, number), List.of(), List.of()));
  }
}
