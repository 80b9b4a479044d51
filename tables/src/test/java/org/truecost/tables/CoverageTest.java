package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.DataDirectoryException.Reason;

class CoverageTest {
  @TempDir Path folder;
  private DataDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
  }

  @Test
  void readsBackWhatTheCommitNames() throws IOException {
    String first = directory.coverage().write(List.of(covered("a.log", 1), covered("ü\n.log", 1)));
    String second = directory.coverage().write(List.of(covered("b.log", 1)));
    String unnamed = directory.coverage().write(List.of(covered("c.log", 1)));

    Commit commit = publish(1, List.of(first, second), Map.of());

    assertThat(unnamed).startsWith("_commits/coverage-").endsWith(".jsonl");
    assertThat(directory.coverage().read(commit))
        .containsExactlyInAnyOrder(covered("a.log", 1), covered("ü\n.log", 1), covered("b.log", 1));
  }

  @Test
  void leavesOutFilesOfSupersededRevisions() throws IOException {
    publish(1, List.of(directory.coverage().write(List.of(covered("a.log", 1)))), Map.of());
    Commit restated =
        publish(
            2,
            List.of(directory.coverage().write(List.of(covered("a.log", 2)))),
            Map.of("batch", 2L));

    assertThat(directory.coverage().read(restated)).containsExactly(covered("a.log", 2));
    assertThat(directory.coverage().readAll(restated)).hasSize(2);
  }

  @Test
  void namesTheManifestThatIsCutShort() throws IOException {
    String manifest = directory.coverage().write(List.of(covered("a.log", 1)));
    Commit commit = publish(1, List.of(manifest), Map.of());
    Path file = directory.resolve(manifest);
    byte[] whole = Files.readAllBytes(file);

    // The last byte is a line feed, without which the line before it is still whole.
    for (int length = 0; length < whole.length - 1; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> directory.coverage().read(commit))
          .as("cut at %d", length)
          .isInstanceOf(DataDirectoryException.class)
          .hasFieldOrPropertyWithValue("reason", Reason.DAMAGED)
          .hasMessageContaining(manifest);
    }
  }

  @Test
  void namesTheManifestThatIsMissing() throws IOException {
    String manifest = directory.coverage().write(List.of());
    Commit commit = publish(1, List.of(manifest), Map.of());
    Files.delete(directory.resolve(manifest));

    assertThatThrownBy(() -> directory.coverage().read(commit))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining(manifest);
  }

  private Commit publish(long checkpoint, List<String> manifests, Map<String, Long> revisions)
      throws IOException {
    Change change =
        Change.publish("replay", new Checkpoint("job", checkpoint), List.of(), manifests)
            .restating(revisions);
    return directory.log().append(change).commit();
  }

  private static CoveredFile covered(String file, long revision) {
    return new CoveredFile(
        "source",
        file,
        "batch",
        revision,
        "counted",
        "d1",
        100,
        9,
        "d2",
        "d3",
        "d4",
        7,
        1_790_000_000_000L);
  }
}
