package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.cli.Cli;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.replay.RejectReplay;
import org.truecost.reports.Rejects;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;

/**
 * Rejected lines that are metered again after a fix: the tables are then those of a replay that had
 * the fixed configuration from the start.
 */
class RejectsReplayTest {
  private static final String AS_OF = "2026-11-01T00:00:00Z";
  private static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time x-edge-location sc-bytes c-ip cs-method x-host-header cs-uri-stem"
          + " sc-status cs(Referer) cs(User-Agent) cs-uri-query\n";

  /** The same columns in another order. */
  private static final String OTHER_HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time sc-status x-edge-location sc-bytes c-ip cs-method x-host-header"
          + " cs-uri-stem cs(Referer) cs(User-Agent) cs-uri-query\n";

  @TempDir Path folder;
  private Path logs;
  private Path data;
  private Path expected;

  @BeforeEach
  void open() {
    logs = folder.resolve("logs");
    data = folder.resolve("data");
    expected = folder.resolve("expected");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aReplayOfRejectsAfterAFixIsAReplayWithTheFixedConfiguration(long seed) throws Exception {
    write(new Random(seed), 150);
    Path broken = sources("broken", "2026-10-05", "[static.example]", "code");
    Path fixed = sources("fixed", "2020-01-01", "[static.example, cdn.example]", "status");
    replay(data, broken);
    replay(expected, fixed);
    // A file that has grown has two accounts.
    Files.writeString(
        logs.resolve("cf/a.log"),
        Files.readString(logs.resolve("cf/a.log")) + cloudFront(new Random(seed + 100), false, 50));
    replay(data, broken);
    replay(expected, fixed);
    List<String> before = SummedTables.of(data);
    assertThat(before).isNotEqualTo(SummedTables.of(expected));

    Cli.Ended dry = rejects("replay", fixed, "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(SummedTables.of(data)).isEqualTo(before);

    Cli.Ended ended = rejects("replay", fixed);

    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isZero();
    assertThat(SummedTables.of(data)).isEqualTo(SummedTables.of(expected));
    long commit = DataDirectory.open(data).log().head().sequence();
    assertThat(rejects("replay", fixed).out()).contains("Nothing to change");
    assertThat(DataDirectory.open(data).log().head().sequence()).isEqualTo(commit);

    assertThat(Cli.run("compact", "--data", data.toString(), "--keep", "1").exitCode()).isZero();

    assertThat(SummedTables.of(data)).isEqualTo(SummedTables.of(expected));
    assertThat(rejects("replay", fixed).out()).contains("Nothing to change");
  }

  @Test
  void whatIsNotCommittedChangesNothingHoweverLittleMemoryThereIs() throws Exception {
    write(new Random(4), 25);
    Path broken = sources("broken", "2026-10-05", "[static.example]", "code");
    Path fixed = sources("fixed", "2020-01-01", "[static.example, cdn.example]", "status");
    replay(data, broken);
    replay(expected, fixed);
    List<String> before = SummedTables.of(data);
    int files = DataFiles.all(data).size();

    again(fixed, false);

    assertThat(DataFiles.all(data)).hasSizeGreaterThan(files);
    assertThat(SummedTables.of(data)).isEqualTo(before);

    again(fixed, true);

    assertThat(SummedTables.of(data)).isEqualTo(SummedTables.of(expected));
  }

  /** Replays with as little memory as possible, and is killed before its commit if not finished. */
  private void again(Path sources, boolean finished) throws Exception {
    DataDirectory directory = DataDirectory.open(data);
    RejectReplay.Options options =
        new RejectReplay.Options(
            new MeteringConfig(
                ConfigDirectory.read(Path.of("..", "config")),
                "sources.yaml",
                Files.readAllBytes(sources),
                "default"),
            folder.resolve("keys"),
            Optional.empty(),
            false,
            12_000);
    Commit head = directory.log().head();
    try (Lease lease = Lease.acquire(directory, "test");
        TrueCostDatabase database = TrueCostDatabase.open(directory, head, Access.RESTRICTED);
        RejectReplay replay =
            RejectReplay.start(
                options,
                directory,
                Optional.of(lease),
                head,
                Rejects.accounts(database.connection(), Rejects.Filter.ALL))) {
      Rejects.lines(database.connection(), Rejects.Filter.ALL, replay::row);
      if (finished) {
        replay.finish();
      }
    }
  }

  /** The fix makes lines believable that the CDN delivered twice, and later once more. */
  @Test
  void linesThatCameAgainCountOnceWhenTheyAreNoLongerRejected() throws Exception {
    Path cloudFront = Files.createDirectories(logs.resolve("cf"));
    String header =
        "#Version: 1.0\n#Fields: date time sc-bytes c-ip cs-method cs-uri-stem sc-status"
            + " x-edge-location cs(User-Agent) x-edge-request-id\n";
    String line = "2026-10-03\t10:00:0%d\t5\t192.0.2.1\tGET\t/x\t200\tIAD\t-\tid-%d\n";
    String first = line.formatted(1, 1);
    String second = line.formatted(2, 2);
    Files.writeString(cloudFront.resolve("a.log"), header + first + second);
    Files.writeString(cloudFront.resolve("b.log"), header + second + first);
    String sources =
        """
        sources:
          - id: static
            registry: crates-io
            provider: cloudfront
            billing_account: account
            format: cloudfront
            files: ["cf/*.log"]
            bytes: body_and_headers
            region_from: edge_location
            dedup: { by: request_id, horizon: PT6H, memory: 1MiB }
            valid_from: %s
        """;
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, sources.formatted("2026-10-05"));
    Path fixed = folder.resolve("fixed.yaml");
    Files.writeString(fixed, sources.formatted("2020-01-01"));
    replay(data, broken);
    assertThat(fates()).isEqualTo("8 | 0 | 0 | 4");

    Cli.Ended ended = rejects("replay", fixed);

    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isZero();
    assertThat(fates()).isEqualTo("8 | 2 | 2 | 0");
    String third = line.formatted(3, 3);
    Files.writeString(cloudFront.resolve("c.log"), header + third + first + second);
    replay(data, fixed);
    assertThat(fates()).isEqualTo("13 | 3 | 4 | 0");
  }

  private String fates() throws Exception {
    try (TrueCostDatabase database =
            TrueCostDatabase.open(DataDirectory.open(data), Access.RESTRICTED);
        var statement = database.connection().createStatement();
        var result =
            statement.executeQuery(
                "SELECT concat_ws(' | ', sum(physical_lines), sum(counted), sum(duplicate),"
                    + " sum(rejected)) FROM ledger")) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  void listsWithoutAddressesAndShowsLinesThatCannotSteerATerminal() throws Exception {
    Files.createDirectories(logs.resolve("cf"));
    Files.createDirectories(logs.resolve("json"));
    Files.writeString(
        logs.resolve("cf/a.log"),
        HEADER
            + "2026-10-03\t10:00:00\tIAD\t5\t192.0.2.1\tGET\tcdn.example\t/x\t200\t-\t-\t-\n"
            + "2026-10-03\t10:00:00\tIAD\t5\t192.0.2.2\tGET\tstatic.example\t/x\t2x0\t-\t-\t-\n"
            + "\u001b[2J\u202egarbage 192.0.2.3\n");
    Path broken = sources("broken", "2020-01-01", "[static.example]", "status");
    Path fixed = sources("fixed", "2020-01-01", "[static.example, cdn.example]", "status");
    replay(data, broken);

    Cli.Ended list = Cli.run("rejects", "list", "--data", data.toString());
    Cli.Ended json = Cli.run("rejects", "list", "--data", data.toString(), "--json");
    Cli.Ended show =
        Cli.run("rejects", "show", "--data", data.toString(), "--sources", fixed.toString());
    Cli.Ended one =
        Cli.run(
            "rejects",
            "show",
            "--data",
            data.toString(),
            "--reason",
            "bad_status",
            "--file",
            "cf/*",
            "--sources",
            fixed.toString(),
            "--json");

    assertThat(list.out())
        .contains("3 rejected lines", "bad_status", "unexpected_host", "2026-10-03")
        .doesNotContain("192.0.2.");
    assertThat(json.out())
        .contains("\"line_bytes\"", "\"kept_lines\" : 1")
        .doesNotContain("192.0.2");
    assertThat(show.exitCode()).as(show.err()).isZero();
    assertThat(show.err()).contains("addresses");
    assertThat(show.out())
        .contains(
            "cf/a.log, line 3 at byte ",
            "by the present configuration it is: request",
            "\\u{1B}[2J\\u{202E}garbage",
            "\"2x0\"")
        .doesNotContain("\u001b", "\u202e");
    assertThat(one.out()).contains("192.0.2.2", "\"place\"").doesNotContain("192.0.2.1");
  }

  @Test
  void refusesWhileAnotherWrites() throws Exception {
    write(new Random(5), 5);
    Path fixed = sources("fixed", "2020-01-01", "[static.example, cdn.example]", "status");
    replay(data, fixed);

    try (Lease lease = Lease.acquire(DataDirectory.open(data), "meter")) {
      assertThat(lease).isNotNull();
      assertThat(rejects("replay", fixed).exitCode()).isEqualTo(5);
      assertThat(rejects("replay", fixed, "--dry-run").exitCode()).isZero();
    }
  }

  private void replay(Path out, Path sources) {
    Cli.Ended ended =
        Cli.run(
            "replay",
            logs.toString(),
            "--out",
            out.toString(),
            "--sources",
            sources.toString(),
            "--keys",
            folder.resolve("keys").toString(),
            "--as-of",
            AS_OF);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private Cli.Ended rejects(String command, Path sources, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "rejects",
                command,
                "--data",
                data.toString(),
                "--sources",
                sources.toString(),
                "--keys",
                folder.resolve("keys").toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(new String[0]));
  }

  private Path sources(String name, String validFrom, String hosts, String status)
      throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        sources:
          - id: static
            registry: crates-io
            provider: cloudfront
            billing_account: account
            format: cloudfront
            files: ["cf/*.log"]
            bytes: body_and_headers
            region_from: edge_location
            hosts: %s
            valid_from: %s
          - id: json
            registry: maven-central
            provider: fastly
            billing_account: account
            format: { json: { time: time, client_ip: ip, url: url, bytes_sent: bytes, status: %s } }
            files: ["json/*.log"]
            bytes: body
            region: eu
            valid_from: 2020-01-01
        """
            .formatted(hosts, validFrom, status));
  }

  private void write(Random random, int lines) throws IOException {
    Files.createDirectories(logs.resolve("cf"));
    Files.createDirectories(logs.resolve("json"));
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(logs.resolve("cf/" + name + ".log"), cloudFront(random, true, lines));
    }
    Files.writeString(logs.resolve("json/d.log"), json(random, Math.min(lines, 90)));
  }

  private static String json(Random random, int lines) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      String status = random.nextInt(10) == 0 ? "\"none\"" : "200";
      log.append("{\"time\":\"2026-10-")
          .append(11 + random.nextInt(9))
          .append("T10:00:00Z\",\"ip\":\"198.51.100.")
          .append(random.nextInt(256))
          .append("\",\"url\":\"/maven2/org/example/tool/1.0/tool-1.0.jar\",\"bytes\":")
          .append(random.nextInt(5000))
          .append(",\"status\":")
          .append(status)
          .append(random.nextBoolean() ? ",\"code\":" + status : "")
          .append("}\n");
    }
    return log.toString();
  }

  private static String cloudFront(Random random, boolean header, int lines) {
    StringBuilder log = new StringBuilder(header ? HEADER : "");
    boolean other = false;
    for (int i = 0; i < lines; i++) {
      if (header && random.nextInt(40) == 0) {
        other = !other;
        log.append(other ? OTHER_HEADER : HEADER);
      }
      String status = random.nextInt(12) == 0 ? "2x0" : random.nextInt(6) == 0 ? "404" : "200";
      log.append(
          String.format(
              Locale.ROOT,
              "2026-10-%02d\t%02d:%02d:%02d\t",
              1 + random.nextInt(9),
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(60)));
      log.append(other ? status + "\t" : "");
      log.append("IAD89-C1\t")
          .append(500 + random.nextInt(100_000))
          .append("\t192.0.2.")
          .append(random.nextInt(256))
          .append("\tGET\t")
          .append(random.nextInt(4) == 0 ? "cdn.example" : "static.example")
          .append("\t/crates/serde/serde-1.0.")
          .append(random.nextInt(5))
          .append(".crate")
          .append(other ? "" : "\t" + status)
          .append("\t-\tcargo/1.80.0%20(376290515%202024-07-16)\t")
          .append(random.nextInt(5) == 0 ? "token=0123456789" : "-")
          .append('\n');
      if (random.nextInt(50) == 0) {
        log.append("garbage ").append(i).append("\r\n");
      }
    }
    return log.toString();
  }
}
