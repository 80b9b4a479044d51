package org.truecost.metering.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaLines;
import org.truecost.metering.KafkaMeter;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RecordMeter;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.publish.TablesSink;

/** The metering job on Kafka topics: the graph of {@link MeteringJob} behind another source. */
public final class KafkaMeteringJob {
  /** Brokers come back; what fails again and again is for a person to see. */
  private static final int RESTARTS = 5;

  /** What a publisher has not committed is not there, and nobody's choice. */
  private static final String ISOLATION = "read_committed";

  private KafkaMeteringJob() {}

  /**
   * What a job is told.
   *
   * @param config configuration as bytes
   * @param servers Kafka's bootstrap servers
   * @param topics what to read
   * @param client more settings of the consumer: security, limits
   * @param plan what is known of the topics
   * @param comparison sources whose lines may come again
   * @param start where partitions begin that nobody has metered
   * @param untilNow whether to stop at the offsets that are the last ones at the start
   * @param lineage what to stamp on every row; its run is the job's lineage in commits
   * @param directory the data directory
   * @param keyFile keys of clients' pseudonyms
   * @param caps memory of a metering operator
   * @param totalBytes memory of the totals of one subtask
   * @param checkpoints time between checkpoints
   * @param publications time between commits
   */
  public record Run(
      MeteringConfig config,
      String servers,
      List<String> topics,
      Map<String, String> client,
      KafkaPlan plan,
      ComparisonPlan comparison,
      StartingPoint start,
      boolean untilNow,
      RunLineage lineage,
      Path directory,
      Path keyFile,
      MeterCaps caps,
      long totalBytes,
      Duration checkpoints,
      Duration publications) {
    public Run {
      requireNonNull(servers, "servers");
      topics = List.copyOf(topics);
      client = Map.copyOf(client);
    }
  }

  /**
   * Runs the job in this JVM until it ends or fails.
   *
   * @param checkpointDirectory where checkpoints go
   * @param restored the checkpoint to go on from
   * @param metrics where metrics are served, if anywhere
   * @param temporary for Flink's files
   */
  public static void runEmbedded(
      Run run,
      int parallelism,
      Path checkpointDirectory,
      Optional<Path> restored,
      Optional<MetricsPort> metrics,
      Path temporary)
      throws Exception {
    Configuration options = MeteringJob.embedded(parallelism, temporary);
    metrics.ifPresent(port -> port.serveFrom(options));
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(5));
    options.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    options.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        checkpointDirectory.toAbsolutePath().toUri().toString());
    options.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    restored.ifPresent(
        checkpoint ->
            options.set(
                StateRecoveryOptions.SAVEPOINT_PATH,
                checkpoint.toAbsolutePath().toUri().toString()));
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, options)) {
      build(environment, run, source(run, ISOLATION), sink(run));
      environment.execute("truecost-metering");
    }
  }

  /**
   * Adds the job to the {@code environment} of a cluster. Where checkpoints go, and how a job is
   * started again, is the cluster's to say.
   */
  public static void build(StreamExecutionEnvironment environment, Run run) {
    build(environment, run, source(run, ISOLATION), sink(run).withOwnLease());
    // Without a checkpoint, a job that was cancelled could only begin anew.
    environment
        .getCheckpointConfig()
        .setExternalizedCheckpointRetention(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  static TablesSink sink(Run run) {
    return new TablesSink(
        run.directory(), "meter", run.lineage().runId(), OperatorUids.SINK, Map.of());
  }

  /** The graph between a source and a sink; tests put faulty ones in their place. */
  static void build(
      StreamExecutionEnvironment environment,
      Run run,
      KafkaSource<KafkaLines> source,
      Sink<EncodedCells> sink) {
    MeteringJob.configure(environment);
    // Whatever the cluster's default: a barrier that overtakes cells leaves them out of the commit
    // that names their offsets.
    environment.enableCheckpointing(run.checkpoints().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    environment.getCheckpointConfig().enableUnalignedCheckpoints(false);
    PublishClock clock = PublishClock.every(run.publications(), run.checkpoints());
    MeteringJob.addUp(
        environment
            .fromSource(
                source,
                WatermarkStrategy.noWatermarks(),
                "log records",
                new KafkaLinesSchema().getProducedType())
            .uid(OperatorUids.SOURCE)
            .transform(
                "meter", TypeInformation.of(EncodedCells.class), new MeterOperator<>(meters(run)))
            .uid(OperatorUids.METER),
        MeteringJob.comparison(run.comparison(), run.caps(), clock),
        new TotalsOperator(run.totalBytes(), clock),
        sink);
  }

  /** What it holds on to goes to the task managers, which the run itself does not. */
  private static SerializableSupplier<RecordMeter<KafkaLines>> meters(Run run) {
    MeteringConfig config = run.config();
    KafkaPlan plan = run.plan();
    RunLineage lineage = run.lineage();
    String keyFile = run.keyFile().toString();
    MeterCaps caps = run.caps();
    String servers = run.servers();
    Map<String, String> client = run.client();
    return () ->
        new KafkaMeter(
            MeteringCatalog.load(config),
            plan,
            lineage,
            new ClientKeys(Path.of(keyFile)),
            caps,
            new TopicBeginnings(servers, client));
  }

  /**
   * The connector writes names of Kafka's enums in lower case of the default locale: with Turkish
   * letters, no client takes its {@code auto.offset.reset}.
   */
  private static synchronized KafkaSource<KafkaLines> build(
      KafkaSourceBuilder<KafkaLines> builder) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      return builder.build();
    } finally {
      Locale.setDefault(before);
    }
  }

  static KafkaSource<KafkaLines> source(Run run, String isolation) {
    Properties client = new Properties();
    client.putAll(run.client());
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    KafkaSourceBuilder<KafkaLines> builder =
        KafkaSource.<KafkaLines>builder()
            .setProperties(client)
            .setBootstrapServers(run.servers())
            .setTopics(run.topics())
            .setGroupId(StartingPoint.groupOf(run.lineage().runId()))
            .setStartingOffsets(run.start().offsets())
            .setDeserializer(new KafkaLinesSchema());
    if (run.untilNow()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return build(builder);
  }
}
