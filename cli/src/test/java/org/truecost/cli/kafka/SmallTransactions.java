package org.truecost.cli.kafka;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.kafka.InputListing;
import org.truecost.ingest.kafka.InputLog;
import org.truecost.ingest.kafka.PublishOptions;
import org.truecost.ingest.kafka.PublishProgress;
import org.truecost.ingest.kafka.PublishSummary;
import org.truecost.ingest.kafka.Publisher;
import org.truecost.source.FormatSpec;
import org.truecost.source.Source;

/**
 * A publisher that commits every megabyte, so that a short run has many moments to be killed at.
 */
final class SmallTransactions {
  private SmallTransactions() {}

  /** Arguments: bootstrap, topic, file. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[2]);
    Source source = source();
    PublishOptions options =
        new PublishOptions(
            arguments[1],
            arguments[1] + "-ledger",
            Map.of("bootstrap.servers", arguments[0]),
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            16 * 1024,
            1 << 20,
            Duration.ofSeconds(10));
    PublishProgress progress = new PublishProgress();
    Publisher publisher =
        new Publisher(
            options,
            () ->
                new InputListing(
                    List.of(new InputLog(file, file.getFileName().toString(), source)),
                    List.of(),
                    Map.of()),
            System.out::println,
            progress,
            () -> {
              // Slow enough to be killed in the middle, on any machine.
              pause();
              return false;
            },
            Clock.systemUTC());
    PublishSummary summary = publisher.publish();
    System.out.println(summary);
  }

  static Source source() {
    Path home = Path.of(System.getProperty("truecost.home"));
    return new org.truecost.source.SourcesLoader(
            java.util.Set.of("combined"),
            (FormatSpec spec) -> java.util.Optional.empty(),
            (FormatSpec spec) -> java.util.Optional.empty())
        .load(
            Path.of("sources.yaml"),
            """
            sources:
              - id: maven-central
                registry: maven-central
                provider: fastly
                billing_account: maven
                format: combined
                files: ["*"]
                bytes: body
                client: address
                region: na
                valid_from: 2020-01-01
            """
                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
            ConfigDirectory.read(home.resolve("config")))
        .get(0);
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
