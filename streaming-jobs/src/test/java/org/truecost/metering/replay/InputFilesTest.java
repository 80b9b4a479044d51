package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.DataDirectory;

class InputFilesTest {
  @TempDir Path folder;
  private Metered metered;

  @BeforeEach
  void makeFolder() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
  }

  @Test
  void matchesGlobsBelowTheNearestDirectoryAndListsTheRest() throws Exception {
    metered.write("cf/a", "");
    metered.write("sub/cf/b", "");
    InputFiles outer = find(metered.logs);
    InputFiles both = find(metered.logs, metered.logs.resolve("sub"));
    assertThat(names(outer)).containsExactly("cf/a");
    assertThat(outer.unmatched()).containsExactly("sub/cf/b");
    assertThat(names(both)).containsExactly("cf/a", "cf/b");
  }

  @Test
  void passesOverHiddenFilesUnlessTheyAreGiven() throws Exception {
    metered.write("cf/.hidden", "");
    metered.write(".cache/cf/a", "");
    assertThat(names(find(metered.logs))).isEmpty();
    assertThat(names(find(metered.logs.resolve("cf/.hidden")))).containsExactly("cf/.hidden");
  }

  @Test
  void matchesNamesOfSeveralLines() throws Exception {
    metered.sources = metered.sources.replace("cf/*", "cf/**");
    metered.write("cf/a\nb", "");
    metered.write("cf/deep\r/c\u2028", "");
    assertThat(names(find(metered.logs))).containsExactly("cf/a\nb", "cf/deep\r/c\u2028");
  }

  @Test
  void takesASourceForEveryFileIfToldSo() throws Exception {
    metered.write("elsewhere/a", "");
    InputFiles files =
        InputFiles.find(
            List.of(metered.logs),
            metered.logs,
            List.of(),
            Optional.of(metered.catalog().sources().get("static")));
    assertThat(names(files)).containsExactly("elsewhere/a");
  }

  @Test
  void listsDanglingLinksAndMissingFilesWithTheReason() throws Exception {
    Files.createDirectories(metered.logs.resolve("cf"));
    Path link = metered.logs.resolve("cf/link");
    Files.createSymbolicLink(link, Path.of("nowhere"));
    Path missing = metered.logs.resolve("cf/missing");
    assertThat(find(metered.logs, missing).unreadable())
        .containsEntry(link.toString(), "does not exist")
        .containsEntry(missing.toString(), "does not exist");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsListedAndNeverWaitedFor() throws Exception {
    Files.createDirectories(metered.logs.resolve("cf"));
    Path pipe = metered.logs.resolve("cf/pipe");
    assumeThat(Files.isExecutable(Path.of("/usr/bin/mkfifo"))).isTrue();
    Process mkfifo = new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
    ReplayPlan plan = metered.run(List.of(metered.logs, pipe), List.of());
    assertThat(plan.unreadable()).containsEntry(pipe.toString(), "is not a regular file");
    assertThat(plan.isPartial()).isTrue();
  }

  @Test
  void ourOwnTablesAndKeysAmongTheLogsAreNoLogs() throws Exception {
    Path folder = Files.createDirectories(metered.logs.resolve("cf"));
    Path log = Files.writeString(folder.resolve("a"), "x");
    Path keys = Files.writeString(folder.resolve("data.keys"), "20000 00");
    Path data = DataDirectory.create(folder.resolve("data")).path();
    Files.writeString(data.resolve("part.parquet"), "PAR1");

    assertThat(find(metered.logs).without(keys).matched())
        .extracting(InputFiles.InputFile::path)
        .containsExactly(log);
  }

  private InputFiles find(Path... given) {
    return InputFiles.find(
        Arrays.asList(given), metered.logs, metered.catalog().sources().values(), Optional.empty());
  }

  private static List<String> names(InputFiles files) {
    return files.matched().stream().map(InputFiles.InputFile::file).toList();
  }
}
