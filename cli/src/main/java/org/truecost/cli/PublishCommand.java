package org.truecost.cli;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.truecost.ingest.kafka.PublishOptions;
import org.truecost.ingest.kafka.PublishProgress;
import org.truecost.ingest.kafka.PublishSummary;
import org.truecost.ingest.kafka.Publisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code truecost publish}. */
@Command(
    name = "publish",
    header = "Publish log files to Kafka, exactly once.",
    description = {
      "Sends blocks of whole lines in transactions, each with the progress of its files on a"
          + " compacted ledger topic. Run it again after any end: it goes on at the byte, and files"
          + " are known again by their content, under any name and compression.",
      "A file belongs to the first source whose `files:` globs match its path below the directory"
          + " given. For --follow, let the globs match rotated names too, such as access.log*.",
      "One publisher works on a source at a time; one that starts takes over, and the other ends."
    })
final class PublishCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private MetricsOption metrics;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "LOGS",
      arity = "0..*",
      description =
          "Log files, directories, quoted globs, or - for standard input, which is read to its end"
              + " first; plain, gzip or zstd.")
  private List<String> logs = List.of();

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka brokers; several with commas between.")
  private String bootstrap;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "access-logs",
      description = "Where blocks go. Default: ${DEFAULT-VALUE}.")
  private String topic;

  @Option(
      names = "--ledger-topic",
      paramLabel = "TOPIC",
      description = "Where progress is kept; compacted. Default: that of --topic with -ledger.")
  private String ledgerTopic;

  @Option(
      names = "--follow",
      paramLabel = "DIR",
      description =
          "Publish what comes and grows there until SIGTERM, across rotation. Repeatable.")
  private List<Path> follow = List.of();

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "60s",
      description =
          "A followed file left alone for so long is complete: its last line counts as it is, and"
              + " what is compressed is read. Default: ${DEFAULT-VALUE}.")
  private Duration settle;

  @Option(names = "--create-topics", description = "Make topics that are missing.")
  private boolean createTopics;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties for Kafka's clients, such as TLS and SASL.")
  private Path commandConfig;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "What the logs are. Default: sources.yaml of the configuration.")
  private Path sources;

  @Option(
      names = "--source",
      paramLabel = "ID",
      description = "The source of every file, whatever its name.")
  private String source;

  @Option(
      names = "--block-size",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      defaultValue = "256KiB",
      description = "Aimed-at size of a block of lines. Default: ${DEFAULT-VALUE}.")
  private long blockBytes;

  @Override
  public Integer call() throws Exception {
    if (!follow.isEmpty()) {
      EventLog.open(common);
    }
    requireSense();
    long start = System.nanoTime();
    List<String> given = new ArrayList<>(logs);
    for (Path directory : follow) {
      if (!Files.isDirectory(directory)) {
        throw new CommandException(
            ExitCodes.FAILED, "--follow " + directory + " is not a directory.");
      }
      given.add(directory.toString());
    }
    PublishOptions options = options();
    PublishInputs inputs = PublishInputs.of(given, common.config(), sources, source);
    PublishProgress progress = new PublishProgress();
    AtomicBoolean stopped = new AtomicBoolean();
    Optional<HTTPServer> server = metrics.serve(at -> PublishMetrics.serve(progress, at));
    server.ifPresent(at -> common.note("Metrics at " + metrics.url(at.getPort()) + "."));
    try (CleanStop stop = CleanStop.install(() -> stopped.set(true))) {
      Publisher publisher =
          new Publisher(
              options, inputs::list, common::note, progress, stopped::get, Clock.systemUTC());
      PublishSummary summary;
      try (ProgressDisplay display =
          isShown()
              ? ProgressDisplay.start(
                  common, () -> PublishReport.progress(progress, System.nanoTime() - start))
              : null) {
        summary = follow.isEmpty() ? publisher.publish() : publisher.follow();
      }
      output.write(PublishReport.of(summary, options, bootstrap), common.out());
      common.out().flush();
      common.note(String.format(Locale.ROOT, "It took %.1f s.", (System.nanoTime() - start) / 1e9));
      return stop.endsWith(exitCode(summary));
    } finally {
      server.ifPresent(HTTPServer::stop);
      inputs.delete();
    }
  }

  /** A service's log should say what happened, and not every ten seconds that nothing did. */
  private boolean isShown() {
    return follow.isEmpty() || common.terminal().errIsTerminal();
  }

  private int exitCode(PublishSummary summary) {
    if (!follow.isEmpty()) {
      // What could not be read was told when it was met.
      return ExitCodes.OK;
    }
    return summary.complete() && summary.unmatched().isEmpty() && summary.unreadable().isEmpty()
        ? ExitCodes.OK
        : ExitCodes.PARTIAL;
  }

  private void requireSense() {
    if (logs.isEmpty() && follow.isEmpty()) {
      throw wrong("Missing LOGS or --follow DIR");
    }
    if (!follow.isEmpty() && logs.contains(PublishInputs.STANDARD_INPUT)) {
      throw wrong("--follow and standard input do not go together");
    }
    if (blockBytes > 1 << 20) {
      throw wrong("--block-size must be at most 1MiB: " + blockBytes);
    }
    if (topic.equals(ledgerTopic)) {
      throw wrong("--ledger-topic must be another one than --topic: " + topic);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PublishOptions options() throws Exception {
    return new PublishOptions(
        topic,
        ledgerTopic == null ? topic + "-ledger" : ledgerTopic,
        PublishInputs.client(bootstrap, commandConfig),
        createTopics,
        settle,
        PublishOptions.POLL,
        Math.toIntExact(blockBytes),
        PublishOptions.TRANSACTION_BYTES,
        PublishOptions.TRANSACTION_TIME);
  }
}
