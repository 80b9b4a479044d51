package org.truecost.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  @TempDir Path folder;

  /** A process that is told to end while it has one. */
  public static final class Told {
    private Told() {}

    public static void main(String[] arguments) throws IOException {
      Files.writeString(TemporaryDirectory.create().path().resolve("file"), "x");
      System.exit(7);
    }
  }

  @Test
  void goesWithAProcessThatIsToldToEnd() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Told.class.getName())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
    assertThat(folder).isEmptyDirectory();
  }
}
