package org.truecost.metering.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.function.SerializableSupplier;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.Meter;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.RecordMeter;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.publish.TablesSink;

/**
 * The metering job.
 *
 * <pre>
 *   log blocks ─► meter ──(bucket)──► totals ─► tables ─► one commit
 *   files         parse, classify,    add up    Parquet
 *                 attribute, combine
 * </pre>
 *
 * Lines of a source that delivers some of them again go another way from meter to totals: see
 * {@link ComparisonOperator}.
 */
public final class MeteringJob {
  /** At more, the buffers between operators alone would take a gigabyte and more. */
  public static final int MOST_PARALLELISM = 64;

  private MeteringJob() {}

  /**
   * What a run is told.
   *
   * @param config configuration as bytes
   * @param files what to read
   * @param lineage what to stamp on rows
   * @param restated batches to restate, to their new revision
   * @param comparison sources whose lines may come again
   * @param directory the data directory
   * @param keyFile keys of clients' pseudonyms
   * @param caps memory of a metering operator
   * @param totalBytes memory of the totals of one subtask
   * @param blockBytes aimed-at size of a block
   */
  public record Run(
      MeteringConfig config,
      List<PlannedFile> files,
      RunLineage lineage,
      Map<String, Long> restated,
      ComparisonPlan comparison,
      Path directory,
      Path keyFile,
      MeterCaps caps,
      long totalBytes,
      int blockBytes) {
    public Run {
      files = List.copyOf(files);
      restated = Map.copyOf(restated);
    }
  }

  /** Reads the planned files in this JVM and commits, or throws and commits nothing. */
  public static void runEmbedded(Run run, int parallelism, Path temporary) throws Exception {
    Configuration options = embedded(parallelism, temporary);
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, options)) {
      build(
          environment,
          new LogFileSource(run.files(), run.blockBytes(), !run.comparison().isEmpty()),
          run);
      environment.execute("truecost-metering");
    }
  }

  /** Settings of a cluster inside this JVM. */
  static Configuration embedded(int parallelism, Path temporary) {
    Configuration options = new Configuration();
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestOptions.PORT, 0);
    MemorySize network = networkMemory(parallelism);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    options.set(org.apache.flink.configuration.CoreOptions.TMP_DIRS, temporary.toString());
    return options;
  }

  /** Meters send to totals, each to each: about four buffers of 32 KiB for a pair. */
  private static MemorySize networkMemory(int parallelism) {
    return MemorySize.ofMebiBytes(Math.max(32, parallelism * parallelism / 8));
  }

  static void build(
      StreamExecutionEnvironment environment, Source<LogBlock, ?, ?> source, Run run) {
    configure(environment);
    PublishClock clock = new PublishClock(1);
    DataStream<LogBlock> blocks =
        environment
            .fromSource(
                source,
                WatermarkStrategy.noWatermarks(),
                "log blocks",
                TypeInformation.of(LogBlock.class))
            .uid(OperatorUids.SOURCE);
    addUp(
        blocks
            .transform(
                "meter", TypeInformation.of(EncodedCells.class), new MeterOperator<>(meters(run)))
            .uid(OperatorUids.METER),
        comparison(run.comparison(), run.caps(), clock),
        new TotalsOperator(run.totalBytes(), clock),
        new TablesSink(
            run.directory(), "replay", run.lineage().runId(), OperatorUids.SINK, run.restated()));
  }

  /** What it holds on to goes to the task managers, which the run itself does not. */
  private static SerializableSupplier<RecordMeter<LogBlock>> meters(Run run) {
    MeteringConfig config = run.config();
    ArrayList<PlannedFile> files = new ArrayList<>(run.files());
    RunLineage lineage = run.lineage();
    String keyFile = run.keyFile().toString();
    MeterCaps caps = run.caps();
    return () ->
        new Meter(
            MeteringCatalog.load(config), files, lineage, new ClientKeys(Path.of(keyFile)), caps);
  }

  static void configure(StreamExecutionEnvironment environment) {
    Configuration pipeline = new Configuration();
    pipeline.set(PipelineOptions.GENERIC_TYPES, false);
    pipeline.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    pipeline.set(PipelineOptions.OBJECT_REUSE, true);
    environment.configure(pipeline);
    environment.setMaxParallelism(Cells.BUCKETS);
  }

  /** Compares lines, if a source asks for it. */
  static Optional<ComparisonOperator> comparison(
      ComparisonPlan plan, MeterCaps caps, PublishClock clock) {
    return plan.isEmpty()
        ? Optional.empty()
        : Optional.of(new ComparisonOperator(plan, caps.cellBytes(), clock));
  }

  /** What comes behind the meters, wherever their lines come from. */
  static void addUp(
      SingleOutputStreamOperator<EncodedCells> metered,
      Optional<ComparisonOperator> comparison,
      TotalsOperator totals,
      Sink<EncodedCells> sink) {
    DataStream<EncodedCells> counted = metered;
    if (comparison.isPresent()) {
      counted =
          metered.union(
              metered
                  .getSideOutput(MeterOperator.LINES)
                  .keyBy(encoded -> encoded.bucket)
                  .transform(
                      "compared lines", TypeInformation.of(EncodedCells.class), comparison.get())
                  .uid(OperatorUids.COMPARISON));
    }
    counted
        .keyBy(encoded -> encoded.bucket)
        .transform("totals", TypeInformation.of(EncodedCells.class), totals)
        .uid(OperatorUids.TOTALS)
        .sinkTo(sink)
        .uid(OperatorUids.SINK)
        .name("tables");
  }
}
