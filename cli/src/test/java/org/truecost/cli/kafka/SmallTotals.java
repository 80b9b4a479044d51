package org.truecost.cli.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.job.StartingPoint;
import org.truecost.metering.kafka.KafkaMetering;

/**
 * {@code truecost meter --resume} with so little memory that totals leave it between commits. Ends
 * only by being killed.
 */
final class SmallTotals {
  static final Duration CHECKPOINTS = Duration.ofMillis(300);
  static final Duration PUBLICATIONS = Duration.ofMillis(1_200);
  private static final long MEMORY = 256 << 10;

  private SmallTotals() {}

  /** Arguments: bootstrap, topic, data directory, key file, checkpoints. */
  public static void main(String[] arguments) throws Exception {
    Path config = Path.of(System.getProperty("truecost.home")).resolve("config");
    KafkaMetering.run(
        new KafkaMetering.Options(
            new MeteringConfig(
                ConfigDirectory.read(config),
                "sources.yaml",
                Files.readAllBytes(config.resolve("sources.yaml")),
                "default"),
            arguments[0],
            List.of(arguments[1]),
            Map.of(),
            Map.of(),
            new StartingPoint(StartingPoint.Kind.EARLIEST, 0, new HashMap<>()),
            false,
            Path.of(arguments[2]),
            Path.of(arguments[3]),
            Path.of(arguments[4]),
            true,
            2,
            CHECKPOINTS,
            PUBLICATIONS,
            MEMORY,
            Optional.empty()),
        beginning -> System.out.println("begins at " + beginning.restored()));
  }
}
