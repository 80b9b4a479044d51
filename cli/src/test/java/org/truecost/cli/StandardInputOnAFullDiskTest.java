package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of one megabyte, which only root may make: skipped for others. */
@Timeout(30)
class StandardInputOnAFullDiskTest {
  @TempDir Path folder;

  @Test
  void isToldInASentenceAndNothingStays() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()))
        .as("whether we may mount a small disk")
        .isTrue();
    try {
      CommandException failure =
          catchThrowableOfType(
              CommandException.class,
              () -> PublishInputs.spooled(new ByteArrayInputStream(new byte[2 << 20]), disk));

      assertThat(failure.exitCode()).isEqualTo(ExitCodes.NO_SPACE);
      assertThat(failure).hasMessageContaining("No space is left in " + disk);
      assertThat(failure).hasMessageContaining("nothing of it was published");
      assertThat(disk).isEmptyDirectory();

      Path kept = PublishInputs.spooled(new ByteArrayInputStream(new byte[1 << 10]), disk);
      assertThat(kept).hasSize(1 << 10);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
