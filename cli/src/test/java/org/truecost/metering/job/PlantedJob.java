package org.truecost.metering.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.publish.CommitsTwice;
import org.truecost.metering.publish.TablesSink;
import org.truecost.tables.DataDirectory;

/**
 * The metering job in this JVM, to the end of a topic, with one part that is wrong. It lives in the
 * job's package to put that part in; the job itself has no switch for it.
 */
public final class PlantedJob {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int PARALLELISM = 2;

  private PlantedJob() {}

  /** What is wrong. */
  public enum Planted {
    NOTHING,
    READS_UNCOMMITTED,
    COMMITS_TWICE
  }

  /**
   * Meters a topic.
   *
   * @param scratch a folder for the data directory, {@code data}, and Flink's files
   * @return the data directory
   */
  public static Path run(
      Planted planted, String servers, String topic, Path config, Path keys, Path scratch)
      throws Exception {
    DataDirectory data = DataDirectory.create(scratch.resolve("data"));
    MeteringConfig files =
        new MeteringConfig(
            ConfigDirectory.read(config),
            "sources.yaml",
            Files.readAllBytes(config.resolve("sources.yaml")),
            "default");
    MeteringCatalog catalog = MeteringCatalog.load(files);
    KafkaMeteringJob.Run run =
        new KafkaMeteringJob.Run(
            files,
            servers,
            List.of(topic),
            Map.of(),
            KafkaPlan.of("planted", Map.of(), List.of(), Map.of()),
            ComparisonPlan.of(catalog.sources().values(), data, data.log().head()),
            new StartingPoint(StartingPoint.Kind.EARLIEST, 0, new HashMap<>()),
            true,
            new RunLineage("planted", catalog.definition().label(), catalog.digest()),
            data.path(),
            keys,
            MeterCaps.of(MEMORY_BYTES, PARALLELISM),
            MeterCaps.totalBytes(MEMORY_BYTES, PARALLELISM),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    TablesSink sink = KafkaMeteringJob.sink(run);
    Sink<EncodedCells> chosen =
        planted == Planted.COMMITS_TWICE ? new CommitsTwice(sink, data.path()) : sink;
    String isolation = planted == Planted.READS_UNCOMMITTED ? "read_uncommitted" : "read_committed";
    Configuration options =
        MeteringJob.embedded(PARALLELISM, Files.createDirectories(scratch.resolve("flink")));
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, options)) {
      KafkaMeteringJob.build(environment, run, KafkaMeteringJob.source(run, isolation), chosen);
      environment.execute("planted");
    }
    return data.path();
  }
}
