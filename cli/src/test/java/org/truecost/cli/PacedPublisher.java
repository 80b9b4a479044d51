package org.truecost.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.kafka.PublishOptions;
import org.truecost.ingest.kafka.PublishProgress;
import org.truecost.ingest.kafka.PublishSummary;
import org.truecost.ingest.kafka.Publisher;

/**
 * {@code truecost publish}, slow and in small transactions: a short log has many moments at which
 * something can go wrong. It ends with 1 if it could not publish all.
 */
public final class PacedPublisher {
  /** What it prints before its first block. */
  public static final String BEGINS = "begins to publish";

  public static final int BLOCK_BYTES = 8 << 10;

  private static final long TRANSACTION_BYTES = 256 << 10;

  private PacedPublisher() {}

  /** Arguments: bootstrap, topic, directory of logs, milliseconds to wait after each block. */
  public static void main(String[] arguments) throws Exception {
    Path config = Path.of(System.getProperty("truecost.home")).resolve("config");
    PublishInputs inputs =
        PublishInputs.of(List.of(arguments[2]), ConfigDirectory.read(config), null, null);
    PublishOptions options =
        new PublishOptions(
            arguments[1],
            arguments[1] + "-ledger",
            Map.of("bootstrap.servers", arguments[0]),
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            BLOCK_BYTES,
            TRANSACTION_BYTES,
            Duration.ofSeconds(10));
    PublishProgress progress = new PublishProgress();
    boolean[] began = {false};
    long pauseMillis = Long.parseLong(arguments[3]);
    Publisher publisher =
        new Publisher(
            options,
            inputs::list,
            System.out::println,
            progress,
            () -> {
              if (!began[0] && progress.lines() > 0) {
                began[0] = true;
                System.out.println(BEGINS);
              }
              pause(pauseMillis);
              return false;
            },
            Clock.systemUTC());
    PublishSummary summary = publisher.publish();
    System.out.println(summary);
    System.exit(summary.complete() && summary.unreadable().isEmpty() ? 0 : 1);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
