package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.ingest.detect.LineSample;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.metering.LineExplainer;
import org.truecost.metering.LineExplanation;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;

/** An explanation is only worth something if it is what a replay does. */
class LineExplainerAgreesTest {
  private static final Path SAMPLES = Path.of("..", "sample-logs");

  private static final List<String> CELL =
      List.of(
          "source",
          "provider",
          "billing_account",
          "billing_region",
          "organization",
          "attribution_method",
          "confidence",
          "network_provider",
          "network_kind",
          "client_country",
          "traffic_class",
          "client_tool",
          "request_kind",
          "cache_status",
          "status_class");

  @TempDir Path folder;

  @Test
  void explainsEverySampledLineAsAReplayMetersIt() throws Exception {
    String sources =
        Files.readString(Path.of("..", "config", "sources.yaml"), StandardCharsets.UTF_8);
    Replayed replayed = new Replayed(folder, sources);
    MeteringCatalog catalog =
        MeteringCatalog.load(
            new MeteringConfig(
                replayed.config,
                "sources.yaml",
                sources.getBytes(StandardCharsets.UTF_8),
                "default"));
    Map<String, Long> requests = new TreeMap<>();
    Map<String, Long> downloads = new TreeMap<>();
    for (String source : catalog.sources().keySet()) {
      LineSample sample = copySample(source, replayed.logs);
      LineExplainer explainer = new LineExplainer(catalog, source, Replayed.AS_OF);
      for (byte[] line : sample.lines()) {
        LineExplanation explained = explainer.explain(line);
        if (explained.outcome() == LineOutcome.REQUEST) {
          requests.merge(cell(explained), 1L, Long::sum);
          long counts = explained.value("download", "counts").equals("yes") ? 1 : 0;
          downloads.merge(source, counts, Long::sum);
        }
      }
    }

    replayed.run();

    assertThat(requests).hasSizeGreaterThan(100);
    assertThat(
            replayed.query(
                "SELECT strftime(hour, '%Y-%m-%dT%H:%M:%SZ'), "
                    + String.join(", ", CELL)
                    + ", sum(requests) FROM usage GROUP BY ALL"))
        .containsExactlyInAnyOrderElementsOf(rows(requests));
    downloads.values().removeIf(count -> count == 0);
    assertThat(downloads).isNotEmpty();
    assertThat(
            replayed.query(
                "SELECT source, sum(downloads) FROM downloads GROUP BY source"
                    + " HAVING sum(downloads) > 0"))
        .containsExactlyInAnyOrderElementsOf(rows(downloads));
  }

  private static String cell(LineExplanation explained) {
    List<String> values = new ArrayList<>();
    values.add(explained.value("usage", "hour"));
    CELL.forEach(column -> values.add(explained.value("usage", column)));
    return String.join(" | ", values);
  }

  private static List<String> rows(Map<String, Long> counts) {
    return counts.entrySet().stream().map(row -> row.getKey() + " | " + row.getValue()).toList();
  }

  /** The beginning of a source's first file, where the source looks for it. */
  private static LineSample copySample(String source, Path logs) throws IOException {
    Path first;
    try (Stream<Path> files = Files.walk(SAMPLES.resolve(source))) {
      first = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    LineSample sample = LineSample.of(first, 150);
    Path copy = logs.resolve(SAMPLES.relativize(first).toString());
    Files.createDirectories(copy.getParent());
    try (OutputStream out = Files.newOutputStream(copy)) {
      for (byte[] line : sample.lines()) {
        out.write(line);
        out.write('\n');
      }
    }
    return sample;
  }
}
