package org.truecost.metering.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.OpenJobs;

/** What is committed at a checkpoint, also after another one was aborted half-way. */
class TablesCommitterTest {
  private static final String JOB = "metering";

  @TempDir Path folder;
  private DataDirectory directory;
  private TablesCommitter committer;

  @BeforeEach
  void begin() throws IOException {
    directory = DataDirectory.create(folder);
    new OpenJobs(directory).begin(JOB, directory.log().head());
    committer = new TablesCommitter(folder, "meter", JOB, Map.of());
  }

  @Test
  void whatBelongsToAnAbortedPublicationWaitsForTheNextOne() throws IOException {
    // Both subtasks let go of their totals at 2, which was aborted; 3 is no publication.
    commit(
        published("a", range(0, 10), mark(2, true), mark(2, true), mark(3, false), mark(3, false)));
    assertThat(head()).isEqualTo(Commit.EMPTY);

    commit(published("b", range(10, 20), mark(4, true), mark(4, true)));
    assertThat(head().files()).extracting(DataFile::path).containsExactly("a", "b");
    assertThat(head().offsets()).containsExactly(range(0, 20));
    assertThat(head().lineages()).isEqualTo(Map.of(JOB, 4L));
  }

  @Test
  void whatBelongsToAnAbortedCheckpointGoesWithThePublicationThatFollows() throws IOException {
    commit(published("a", range(0, 10), mark(3, false), mark(4, true), mark(4, true)));

    assertThat(head().files()).extracting(DataFile::path).containsExactly("a");
    assertThat(head().offsets()).containsExactly(range(0, 10));
  }

  @Test
  void aCheckpointThatNotAllTookPartInIsNone() {
    assertThatThrownBy(() -> commit(published("a", range(0, 10), mark(3, true), mark(4, true))))
        .isInstanceOf(IllegalStateException.class);
  }

  private static CheckpointMark mark(long checkpoint, boolean publishes) {
    return new CheckpointMark(checkpoint, false, publishes, 2);
  }

  private static CoveredOffsets range(long from, long to) {
    return new CoveredOffsets("cluster/logs/0", from, to);
  }

  private Published published(String file, CoveredOffsets range, CheckpointMark... marks)
      throws IOException {
    Files.writeString(folder.resolve(file), "rows");
    return new Published(
        List.of(new DataFile("usage", file, "pypi", "2026-10", 1, 4, List.of("batch"))),
        List.of(),
        List.of(range),
        List.of(marks),
        List.of());
  }

  @SuppressWarnings("unchecked")
  private void commit(Published published) throws IOException {
    committer.commit(
        List.of(
            (CommitRequest<Published>)
                Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {CommitRequest.class},
                    (proxy, method, arguments) -> published)));
  }

  private Commit head() throws IOException {
    return directory.log().head();
  }
}
