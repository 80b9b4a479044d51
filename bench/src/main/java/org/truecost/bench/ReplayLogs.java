package org.truecost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.RestatementException;

/** Replays a directory in a JVM that is started by hand, for measurements from outside it. */
public final class ReplayLogs {
  private ReplayLogs() {}

  /**
   * @param arguments logs, configuration directory, data directory
   */
  public static void main(String[] arguments) throws IOException, RestatementException {
    Path config = Path.of(arguments[1]);
    Replay.run(
        Replay.Options.of(
            List.of(Path.of(arguments[0])),
            new MeteringConfig(
                ConfigDirectory.read(config),
                "sources.yaml",
                Files.readAllBytes(config.resolve("sources.yaml")),
                "default"),
            Path.of(arguments[2]),
            Instant.parse("2026-12-01T00:00:00Z")),
        plan -> {});
    // Threads of the embedded cluster linger; a command line ends when its work is committed.
    System.exit(0);
  }
}
