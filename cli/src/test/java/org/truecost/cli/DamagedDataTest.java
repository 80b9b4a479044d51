package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.cli.Cli.Ended;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Tables;

/** What a user sees who has lost a part of the data directory, whatever command is next. */
class DamagedDataTest {
  private static final String LOG =
      """
      #Version: 1.0
      #Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status\
       cs(Referer) cs(User-Agent)
      2026-10-03	10:15:00	IAD89-C1	1000	192.0.2.1	GET	static.crates.example\
      	/crates/serde/serde-1.0.0.crate	200	-	cargo/1.80.0
      """;

  @TempDir static Path shared;
  private static Path logs;
  private static Path whole;

  @TempDir Path folder;
  private Path data;
  private Commit head;

  @BeforeAll
  static void replayTwice() throws Exception {
    logs = shared.resolve("logs");
    whole = shared.resolve("data");
    Files.createDirectories(logs.resolve("crates-io-static"));
    Files.writeString(logs.resolve("crates-io-static/a.gz"), LOG);
    assertThat(run("replay", whole).exitCode()).isEqualTo(ExitCodes.OK);
    Files.writeString(logs.resolve("crates-io-static/b.gz"), LOG + LOG);
    assertThat(run("replay", whole).exitCode()).isEqualTo(ExitCodes.OK);
  }

  @BeforeEach
  void copy() throws Exception {
    data = folder.resolve("data");
    try (Stream<Path> paths = Files.walk(whole)) {
      for (Path path : paths.toList()) {
        Files.copy(path, data.resolve(whole.relativize(path).toString()));
      }
    }
    head = DataDirectory.open(data).log().head();
    assertThat(head.sequence()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "report", "sql", "compact"})
  void aMissingDataFileIsNamed(String command) throws Exception {
    DataFile lost = head.files(Tables.BANDWIDTH).get(0);
    Files.delete(data.resolve(lost.path()));

    assertRefused(run(command, data), lost.path(), "which commit 2 names, is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "report", "sql", "compact"})
  void aCutDataFileIsNamed(String command) throws Exception {
    DataFile cut = head.files(Tables.USAGE).get(0);
    byte[] content = Files.readAllBytes(data.resolve(cut.path()));
    Files.write(data.resolve(cut.path()), Arrays.copyOf(content, 100));

    assertRefused(run(command, data), cut.path(), "has 100 bytes instead of " + cut.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "report", "sql", "compact"})
  void aLostNewestCommitIsNamed(String command) throws Exception {
    Files.delete(data.resolve("_commits/000000000002.commit"));

    assertRefused(run(command, data), "000000000002.commit is missing", "from commit 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "report", "sql", "compact"})
  void lostCommitsAreNoEmptyDirectory(String command) throws Exception {
    try (Stream<Path> files = Files.list(data.resolve("_commits"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(data.resolve("_commits"));

    assertRefused(run(command, data), "000000000002.commit is missing", "without any commit");
    assertThat(data.resolve(head.files().get(0).path())).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "compact"})
  void aMissingManifestIsNamed(String command) throws Exception {
    for (String manifest : head.coverage()) {
      Files.delete(data.resolve(manifest));
    }

    assertRefused(run(command, data), head.coverage().get(0), "is missing", "restore it");
  }

  private void assertRefused(Ended ended, String... parts) throws IOException {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCodes.DATA_DIRECTORY);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("error: ").contains(parts).doesNotContain("\tat ");
    assertThat(ended.err().strip().lines()).hasSize(1);
  }

  private static Ended run(String command, Path data) {
    List<String> arguments =
        switch (command) {
          case "replay" ->
              List.of(
                  command,
                  logs.toString(),
                  "--out",
                  data.toString(),
                  "--as-of",
                  "2026-11-01",
                  "-q");
          case "report" ->
              List.of(command, "true-cost", "--data", data.toString(), "--month", "2026-10");
          case "sql" -> List.of(command, "SELECT count(*) FROM ledger", "--data", data.toString());
          default -> List.of(command, "--data", data.toString(), "--keep", "1", "-q");
        };
    return Cli.run(arguments.toArray(String[]::new));
  }
}
