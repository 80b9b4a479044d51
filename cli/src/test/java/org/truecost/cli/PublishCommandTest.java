package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli.Ended;

/** What is said before any broker is asked. */
class PublishCommandTest {
  /** Nobody listens there: whoever asks it fails the test by its exit code. */
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir Path scratch;

  @Test
  void wantsSomethingToPublish() {
    Ended ended = Cli.run("publish", "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(ended.err()).contains("Missing LOGS or --follow DIR");
  }

  @Test
  void wantsToKnowWhoseStandardInputIs() {
    Ended ended = Cli.run("publish", "-", "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(ended.err()).contains("say whose it is with --source");
  }

  @Test
  void proposesTheSourceThatWasMeant() throws IOException {
    Path file = Files.writeString(scratch.resolve("a.log"), "line\n");

    Ended ended =
        Cli.run("publish", file.toString(), "--source", "maven-centrl", "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.CONFIG);
    assertThat(ended.err()).contains("maven-centrl").contains("did you mean \"maven-central\"");
  }

  @Test
  void followsDirectoriesOnly() throws IOException {
    Path file = Files.writeString(scratch.resolve("a.log"), "line\n");

    Ended ended = Cli.run("publish", "--follow", file.toString(), "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(ended.err()).contains("is not a directory");
  }

  @Test
  void keepsLedgerAndBlocksApart() {
    Ended ended =
        Cli.run("publish", "x", "--topic", "a", "--ledger-topic", "a", "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void saysWhatIsNoTimeSpan() {
    Ended ended = Cli.run("publish", "x", "--settle", "soon", "--bootstrap", NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(ended.err()).contains("'soon' is not a time span like 30s, 5m or 1h");
  }

  @Test
  void refusesClientPropertiesThatAreNotThere() throws IOException {
    Path file = Files.writeString(scratch.resolve("a.log"), "line\n");

    Ended ended =
        Cli.run(
            "publish",
            file.toString(),
            "--command-config",
            scratch.resolve("none").toString(),
            "--bootstrap",
            NOWHERE);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.CONFIG);
    assertThat(ended.err()).contains("none").contains("does not exist");
  }
}
