package org.truecost.cli.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.ingest.kafka.KafkaRecord;
import org.truecost.ingest.kafka.PushedLines;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaLines;
import org.truecost.metering.KafkaMeter;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.PublishedBeginnings;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.publish.DirectPublication;
import org.truecost.tables.DataDirectory;

/** Lines that came by Kafka and were rejected are metered again as if they never had been. */
class RejectsFromKafkaTest {
  private static final Instant FIRST = Instant.parse("2026-10-31T10:00:00Z");
  private static final String DIGEST = "0".repeat(64);
  private static final String PREAMBLE =
      "#Version: 1.0\n#Fields: date time sc-bytes c-ip cs-method cs-uri-stem sc-status\n";
  private static final String JSON =
      """
        - id: json
          registry: maven-central
          provider: fastly
          billing_account: account
          format: { json: { time: time, client_ip: ip, url: url, bytes_sent: bytes, status: %s } }
          files: ["json/*"]
          bytes: body
          region: eu
          valid_from: 2020-01-01
      """;
  private static final String STATIC =
      """
        - id: static
          registry: crates-io
          provider: cloudfront
          billing_account: account
          format: cloudfront
          files: ["cf/*"]
          bytes: body_and_headers
          region: eu
          valid_from: 2020-01-01
      """;

  @TempDir Path folder;

  @Test
  void linesOfUnknownSourcesMoveToTheirRegistryAndBatch() throws Exception {
    Path data = folder.resolve("data");
    Path expected = folder.resolve("expected");
    String fixed = "sources:\n" + JSON.formatted("status") + STATIC;
    meter(data, "sources:\n" + JSON.formatted("code"), Map.of());
    meter(expected, fixed, Map.of("pushed", "json"));
    assertThat(SummedTables.of(data)).isNotEqualTo(SummedTables.of(expected));

    Cli.Ended unknown = replay(data, fixed);
    assertThat(unknown.exitCode()).isEqualTo(3);
    assertThat(unknown.out()).contains("--unknown-as");
    assertThat(SummedTables.of(data)).isNotEqualTo(SummedTables.of(expected));

    Cli.Ended ended = replay(data, fixed, "--unknown-as", "json");

    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isEqualTo(3);
    assertThat(ended.out()).contains("no_line");
    assertThat(SummedTables.of(data)).isEqualTo(SummedTables.of(expected));
    assertThat(replay(data, fixed, "--unknown-as", "json").out()).contains("Nothing to change");
    Cli.run("compact", "--data", data.toString(), "--keep", "1");
    assertThat(SummedTables.of(data)).isEqualTo(SummedTables.of(expected));
    assertThat(
            DataDirectory.open(data).coverage().read(DataDirectory.open(data).log().head()).stream()
                .filter(file -> file.source().equals("static"))
                .map(file -> file.batchId()))
        .containsOnly("static/2026-10-30");
  }

  private Cli.Ended replay(Path data, String sources, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("sources.yaml"), sources);
    String[] fixed = {
      "rejects",
      "replay",
      "--data",
      data.toString(),
      "--sources",
      file.toString(),
      "--keys",
      folder.resolve("keys").toString()
    };
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return Cli.run(all);
  }

  private void meter(Path data, String sources, Map<String, String> topics) throws Exception {
    MeteringCatalog catalog =
        MeteringCatalog.load(
            new MeteringConfig(
                ConfigDirectory.read(Path.of("..", "config")),
                "sources.yaml",
                sources.getBytes(UTF_8),
                "default"));
    KafkaMeter meter =
        new KafkaMeter(
            catalog,
            KafkaPlan.of("cluster", topics, List.of(), Map.of()),
            new RunLineage("run", catalog.definition().label(), catalog.digest()),
            new ClientKeys(folder.resolve("keys")),
            MeterCaps.of(256 << 20, 1),
            PublishedBeginnings.NONE);
    try (DirectPublication publication =
        new DirectPublication(DataDirectory.create(data), "run", 16 << 20)) {
      Consumer<EncodedCells> out =
          cells -> {
            if (cells.kind >= 0) {
              publication.add(cells);
            }
          };
      List<KafkaRecord> records =
          List.of(
              block("static", "cf/a", 0, cloudFront(1) + cloudFront(2)),
              block("json", "json/b", 0, json(1, "") + json(2, ",\"code\":200")),
              pushed(json(3, "") + json(4, "")),
              block(
                  "static", "cf/a", 1, "\n#Fields: sc-status date time cs-uri-stem\n" + turned(3)),
              pushed(json(5, "") + "garbage\r\n"),
              block("static", "cf/a", 2, "garbage\n" + cloudFront(6)));
      for (int i = 0; i < records.size(); i++) {
        long time = FIRST.toEpochMilli() + i * 60_000L;
        String topic = records.get(i) instanceof PushedLines ? "pushed" : "blocks";
        meter.meter(KafkaLines.of(topic, 0, i, time, records.get(i)), out);
        if (i % 2 == 1) {
          meter.flush(out);
        }
      }
      KafkaRecord faulty =
          BlockRecord.decode(
              List.of(
                  new org.apache.kafka.common.header.internals.RecordHeader(
                      "truecost-block", "9".getBytes(UTF_8))),
              new byte[10]);
      meter.meter(KafkaLines.of("blocks", 0, 99, FIRST.toEpochMilli(), faulty), out);
      meter.flush(out);
      publication.commit("meter", file -> true);
    }
  }

  private static KafkaRecord pushed(String lines) {
    return new PushedLines(lines.getBytes(UTF_8));
  }

  private static BlockRecord block(String source, String name, int number, String lines) {
    return new BlockRecord(
        source,
        name,
        name,
        number * 10_000L,
        0,
        DIGEST,
        Integer.toString(number).repeat(64),
        false,
        false,
        source.equals("static") ? PREAMBLE.getBytes(UTF_8) : new byte[0],
        LocalDate.parse("2026-10-30"),
        0,
        "",
        "",
        0,
        lines.getBytes(UTF_8),
        number * 100L);
  }

  private static String cloudFront(int second) {
    return "2026-10-30\t10:00:0" + second + "\t500\t192.0.2.1\tGET\t/crates/a/a-1.0.crate\t200\n";
  }

  private static String turned(int second) {
    return "404\t2026-10-30\t10:00:0" + second + "\t/crates/a/a-1.0.crate\n";
  }

  private static String json(int second, String more) {
    return "{\"time\":\"2026-10-31T09:00:0"
        + second
        + "Z\",\"ip\":\"198.51.100.7\",\"url\":\"/maven2/org/example/tool/1.0/tool-1.0.jar\","
        + "\"bytes\":7,\"status\":200"
        + more
        + "}\n";
  }
}
