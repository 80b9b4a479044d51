package org.truecost.metering.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RunLineage;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.source.Deduplication;

/** Who does not ask for comparing lines has nothing of it in the job. */
class ComparisonGraphTest {
  @Test
  void aJobWithoutDedupHasNoOperatorForIt() throws Exception {
    assertThat(operators(new TreeMap<>()))
        .contains("log-blocks", "meter", "totals")
        .doesNotContain("compared-lines");
  }

  @Test
  void aJobWithDedupHasOne() throws Exception {
    TreeMap<String, Deduplication> sources = new TreeMap<>();
    sources.put("static", new Deduplication(Duration.ofHours(6), 1 << 20));

    assertThat(operators(sources)).contains("log-blocks", "meter", "compared-lines", "totals");
  }

  private static List<String> operators(TreeMap<String, Deduplication> sources) throws Exception {
    MeteringJob.Run run =
        new MeteringJob.Run(
            new MeteringConfig(
                ConfigDirectory.of(Map.of()), "sources.yaml", new byte[0], "default"),
            List.of(),
            new RunLineage("run", "default", "digest"),
            Map.of(),
            new ComparisonPlan(sources, new ArrayList<>(), new TreeSet<>()),
            Path.of("data"),
            Path.of("keys"),
            MeterCaps.of(64 << 20, 1),
            1 << 20,
            1 << 18);
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1)) {
      MeteringJob.build(environment, new LogFileSource(List.of(), 1 << 18, false), run);
      return environment.getStreamGraph().getStreamNodes().stream()
          .map(StreamNode::getTransformationUID)
          .toList();
    }
  }
}
