package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.DataDirectoryException.Reason;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void anAddressIsNoDirectory() {
    for (String address : new String[] {"s3://bucket/data", "file:///data"}) {
      Path path = Path.of(address);
      assertThatThrownBy(() -> DataDirectory.create(path))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("is an address");
      assertThatThrownBy(() -> DataDirectory.open(path)).hasMessageContaining("is an address");
      assertThat(path).doesNotExist();
    }
    assertThat(DataDirectory.isAddress("data:1/x")).isFalse();
    assertThat(DataDirectory.isAddress("C:/data")).isFalse();
  }

  @Test
  void anEmptyDirectoryIsNotSaidToHaveContent(@TempDir Path empty) throws Exception {
    assertThat(DataDirectory.isNew(empty)).isTrue();
    assertThatThrownBy(() -> DataDirectory.open(empty))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessage(empty + " is empty, and no data directory yet; fill it with truecost replay.");
    DataDirectory.create(empty);
    assertThat(DataDirectory.isNew(empty)).isFalse();
  }

  @Test
  void createsAMissingDirectoryWithItsParents() throws IOException {
    Path path = folder.resolve("a/b/data");

    DataDirectory created = DataDirectory.create(path);

    assertThat(created.path()).isEqualTo(path);
    assertThat(Files.readString(path.resolve("truecost.json"))).contains("\"format\": 1");
    assertThat(DataDirectory.open(path).log().head()).isEqualTo(Commit.EMPTY);
  }

  @Test
  void takesAnEmptyDirectoryAndItsOwnAgain() throws IOException {
    DataDirectory.create(folder);
    DataDirectory.create(folder);

    try (Stream<Path> content = Files.list(folder)) {
      assertThat(content.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("truecost.json", "_commits");
    }
  }

  @Test
  void leavesADirectoryAloneThatIsNotOurs() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");

    assertRefused(Reason.NOT_OURS, () -> DataDirectory.create(folder));
    assertRefused(Reason.NOT_OURS, () -> DataDirectory.open(folder));
    try (Stream<Path> content = Files.list(folder)) {
      assertThat(content).containsExactly(folder.resolve("thesis.txt"));
    }
  }

  @Test
  void refusesAMarkerOfAnotherProgram() throws IOException {
    Files.writeString(folder.resolve("truecost.json"), "{\"name\": \"another\"}");

    assertRefused(Reason.NOT_OURS, () -> DataDirectory.create(folder));
  }

  @Test
  void refusesAMarkerThatIsNotJson() throws IOException {
    Files.writeString(folder.resolve("truecost.json"), "{\"truecost\": \"da");

    assertRefused(Reason.DAMAGED, () -> DataDirectory.create(folder));
    assertRefused(Reason.DAMAGED, () -> DataDirectory.open(folder));
  }

  @Test
  void refusesANewerFormat() throws IOException {
    Files.writeString(folder.resolve("truecost.json"), "{\"truecost\":\"data\",\"format\":2}");

    assertRefused(Reason.NEWER_FORMAT, () -> DataDirectory.create(folder));
    assertRefused(Reason.NEWER_FORMAT, () -> DataDirectory.open(folder));
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertRefused(Reason.NOT_A_DIRECTORY, () -> DataDirectory.create(file));
    assertRefused(Reason.NOT_A_DIRECTORY, () -> DataDirectory.open(file));
    assertRefused(Reason.NOT_WRITABLE, () -> DataDirectory.create(file.resolve("below")));
  }

  @Test
  void readingCreatesNothing() {
    Path missing = folder.resolve("missing");

    assertRefused(Reason.MISSING, () -> DataDirectory.open(missing));
    assertThat(missing).doesNotExist();
  }

  @Test
  void refusesADirectoryThatCannotBeWritten() throws IOException {
    // Even root cannot write here.
    Path readOnly = Path.of("/proc/self/fdinfo");
    assumeThat(readOnly).isDirectory();

    assertThatThrownBy(() -> DataDirectory.create(readOnly.resolve("data")))
        .isInstanceOf(DataDirectoryException.class)
        .hasFieldOrPropertyWithValue("reason", Reason.NOT_WRITABLE)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void namesNoPathOutsideItself() throws IOException {
    DataDirectory directory = DataDirectory.create(folder);

    assertThat(directory.resolve("usage/x.parquet")).isEqualTo(folder.resolve("usage/x.parquet"));
    for (String outside : new String[] {"../x", "/etc/hostname", "usage/../../x", ""}) {
      assertThatThrownBy(() -> directory.resolve(outside))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void namesADataFileThatIsMissingOrCut() throws IOException {
    DataDirectory directory = DataDirectory.create(folder);
    Path file = folder.resolve("usage/a.parquet");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "1234");
    DataFile named = new DataFile("usage", "usage/a.parquet", "pypi", "2026-10", 1, 4, List.of());
    Commit commit = new Commit(3, List.of(named), List.of(), Map.of(), Map.of(), List.of(), "test");

    directory.requireFiles(commit);
    Files.writeString(file, "123");
    assertRefused(Reason.DAMAGED, () -> directory.requireFiles(commit));
    assertThatThrownBy(() -> directory.requireFiles(commit))
        .hasMessageContainingAll(file.toString(), "commit 3", "has 3 bytes instead of 4");
    Files.delete(file);
    assertRefused(Reason.DAMAGED, () -> directory.requireFiles(commit));
    assertThatThrownBy(() -> directory.requireFiles(commit))
        .hasMessageContainingAll(file.toString(), "commit 3", "is missing");
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(DataDirectoryException.class)
        .hasFieldOrPropertyWithValue("reason", reason)
        .satisfies(thrown -> assertThat(thrown.getMessage()).endsWith(".").doesNotContain("\n"));
  }
}
