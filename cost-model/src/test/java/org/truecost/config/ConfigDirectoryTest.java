package org.truecost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {
  @TempDir Path root;

  @Test
  void readsFilesOfAllFoldersButNoNotesAndNoHiddenOnes() throws IOException {
    write("sources.yaml", "a: 1");
    write("regions/b.csv", "b");
    write("regions/a.csv", "a");
    write("regions/a.yaml", "a");
    write("regions/README.md", "notes");
    write(".git/config.csv", "x");
    write("regions/.a.csv.swp.csv", "x");

    ConfigDirectory config = ConfigDirectory.read(root);

    assertThat(config.list("regions", ".csv")).containsExactly("regions/a.csv", "regions/b.csv");
    assertThat(config.bytes("sources.yaml"))
        .contains("a: 1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(config.bytes("regions/README.md")).isEmpty();
    assertThat(config.bytes("gone.yaml")).isEmpty();
    assertThat(config.display("sources.yaml")).isEqualTo(root.resolve("sources.yaml"));
    assertThat(config.list(".git", "")).isEmpty();
  }

  @Test
  void aLinkToADirectoryIsReadUnderItsOwnName() throws IOException {
    write("regions/a.csv", "a");
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("regions"));

    ConfigDirectory config = ConfigDirectory.read(link);

    assertThat(config.bytes("a.csv")).isPresent();
    assertThat(config.display("a.csv")).isEqualTo(link.resolve("a.csv"));
  }

  @Test
  void aDirectoryThatIsNotThereIsOneClearSentence() {
    Path gone = root.resolve("gone");

    assertThatThrownBy(() -> ConfigDirectory.read(gone))
        .isInstanceOf(ConfigException.class)
        .hasMessage(gone + ": 1 problem\n  is not a directory; give one with --config DIR");
  }

  @Test
  void theDigestDependsOnNamesAndBytesOfTheChosenFilesOnly() {
    ConfigDirectory config = ConfigDirectory.of(Map.of("a/x.csv", "1", "b/x.csv", "2"));

    assertThat(config.digest()).hasSize(64).isNotEqualTo(config.digest("a/"));
    assertThat(config.with("b/x.csv", new byte[] {'3'}).digest("a/"))
        .isEqualTo(config.digest("a/"));
    assertThat(config.with("a/x.csv", new byte[] {'3'}).digest("a/"))
        .isNotEqualTo(config.digest("a/"));
    assertThat(ConfigDirectory.of(Map.of("a/y.csv", "1")).digest("a/"))
        .isNotEqualTo(config.digest("a/"));
    assertThat(ConfigDirectory.of(Map.of("a/x.csv", "1")).digest("a/"))
        .isEqualTo(config.digest("a/"));
  }

  @Test
  void nobodyCanChangeWhatWasRead() {
    ConfigDirectory config = ConfigDirectory.of(Map.of("a.csv", "1"));
    config.bytes("a.csv").orElseThrow()[0] = '2';
    byte[] given = {'3'};
    ConfigDirectory copy = config.with("a.csv", given);
    given[0] = '4';

    assertThat(config.bytes("a.csv")).contains(new byte[] {'1'});
    assertThat(copy.bytes("a.csv")).contains(new byte[] {'3'});
  }

  @Test
  void travelsToAnotherMachineUnchanged() throws IOException, ClassNotFoundException {
    ConfigDirectory config = ConfigDirectory.of(Map.of("a/x.csv", "1", "b/x.csv", "2"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(config);
    }

    Object copy;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      copy = in.readObject();
    }

    assertThat(((ConfigDirectory) copy).digest()).isEqualTo(config.digest());
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
