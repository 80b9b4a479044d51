package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truecost.metering.replay.CloudFrontLogs.HEADER;
import static org.truecost.metering.replay.CloudFrontLogs.line;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Tables;

/** How a file is named that shall be restated, and what is said if it is not found. */
class ForcedFilesTest {
  @TempDir Path folder;
  private Metered metered;
  private Path log;

  @BeforeEach
  void meterOneFile() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
    metered.write("cf/a", HEADER + line(1));
    log = metered.logs.resolve("cf/a");
    metered.run();
    metered.sources = metered.sources.replace("billing_account: account", "billing_account: new");
  }

  @Test
  void aSingleFileIsTheSameFromAnyWorkingDirectory() throws Exception {
    for (Path elsewhere :
        List.of(folder, folder.resolve("other"), log.getParent(), folder.getRoot())) {
      metered.workingDirectory = elsewhere;
      ReplayPlan plan = metered.plan(List.of(log), List.of(log));
      assertThat(plan.unmatched()).as(elsewhere.toString()).isEmpty();
      assertThat(plan.files()).extracting(file -> file.file()).containsExactly("cf/a");
      assertThat(metered.plan(List.of(log), List.of()).known()).containsExactly("cf/a");
    }
    metered.run(List.of(log), List.of(log));
    assertThat(metered.select(Tables.USAGE, "billing_account", "requests"))
        .containsExactly("new | 1");
  }

  @Test
  void aFileThatTheLedgerDoesNotKnowIsStillNamedByTheWorkingDirectory() throws Exception {
    metered.write("cf/b", HEADER + line(2));
    metered.workingDirectory = folder;
    Path other = metered.logs.resolve("cf/b");
    assertThat(metered.plan(List.of(other), List.of()).unmatched()).containsExactly("logs/cf/b");
  }

  @Test
  void theNameOfTheLedgerIsTakenToo() throws Exception {
    metered.workingDirectory = folder;
    metered.run(List.of(metered.logs), List.of(Path.of("cf/a")));
    assertThat(metered.select(Tables.USAGE, "billing_account")).containsExactly("new");
  }

  @Test
  void whatIsNotFoundIsToldWithTheNearest() throws Exception {
    metered.write("stray", "?");
    metered.write("cf/c", HEADER + line(3));
    List<Path> all = List.of(metered.logs);
    assertRefused(all, Path.of("dc/a"), "dc/a is none of the files", "the nearest: cf/a.");
    assertRefused(all, Path.of("cff/a1"), "did you mean", "cf/a");
    assertRefused(all, Path.of("completely/else"), "as the ledger does, such as cf/a.");
    assertRefused(all, metered.logs.resolve("stray"), "matches no source");
    assertRefused(
        List.of(metered.logs.resolve("cf/c")), Path.of("cf/a"), "cf/a was metered, but is not");
  }

  private void assertRefused(List<Path> inputs, Path force, String... message) {
    assertThatThrownBy(() -> metered.plan(inputs, List.of(force)))
        .isInstanceOf(RestatementException.class)
        .hasMessageStartingWith("--force " + force)
        .hasMessageContainingAll(message);
  }
}
