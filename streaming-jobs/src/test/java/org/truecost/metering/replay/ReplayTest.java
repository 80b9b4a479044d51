package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.metering.UnusableFileException;

class ReplayTest {
  private static final String SOURCES =
      """
      sources:
        - id: crates-io-static
          registry: crates-io
          provider: cloudfront
          billing_account: crates-io-aws
          format: cloudfront
          files: ["cloudfront/*"]
          bytes: body_and_headers
          region_from: edge_location
          valid_from: 2020-01-01
      """;

  private static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
          + " sc-status cs(Referer) cs(User-Agent)\n";

  @TempDir Path folder;
  private Replayed replayed;

  @BeforeEach
  void makeFolder() throws Exception {
    replayed = new Replayed(folder, SOURCES);
  }

  @Test
  void metersLinesIntoAllTablesByOneCommit() throws Exception {
    write(
        "cloudfront/a.log",
        HEADER
            + line("2026-10-03", "10:15:00", 1000, "200", "/crates/serde/serde-1.0.0.crate")
            + line("2026-10-03", "10:15:01", 1000, "200", "/crates/serde/serde-1.0.0.crate")
            + line("2026-10-03", "11:00:00", 300, "304", "/crates/serde/serde-1.0.0.crate")
            + "garbage\n");

    Replay.Result result = replayed.run();

    assertThat(result.commit()).isPresent();
    assertThat(replayed.head().sequence()).isEqualTo(1);
    assertThat(
            replayed.query(
                "SELECT hour::VARCHAR, billing_region, organization, traffic_class, request_kind,"
                    + " status_class, requests, bytes_sent, bytes_squared FROM usage"))
        .containsExactly(
            "2026-10-03 10:00:00+00 | na | unattributed | package_client | artifact | 2xx | 2"
                + " | 2000 | 2000000",
            "2026-10-03 11:00:00+00 | na | unattributed | package_client | artifact | 3xx | 1"
                + " | 300 | 90000");
    assertThat(
            replayed.query(
                "SELECT day, package_name, package_version, downloads, requests FROM downloads"))
        .containsExactly("2026-10-03 | serde | 1.0.0 | 2 | 3");
    assertThat(
            replayed.query(
                "SELECT physical_lines, directives, blank, counted, duplicate, rejected,"
                    + " set_aside, bytes_sent FROM ledger"))
        .containsExactly("6 | 2 | 0 | 3 | 0 | 1 | 0 | 2300");
    assertThat(replayed.query("SELECT reason, line_number, line FROM rejects"))
        .containsExactly("too_few_fields | 6 | garbage");
    assertThat(replayed.query("SELECT sum(bytes_sent), sum(requests) FROM bandwidth"))
        .containsExactly("2300 | 3");
    assertThat(replayed.query("SELECT len(client_sketch) FROM clients")).containsExactly("1");
  }

  @Test
  void doesNothingTheSecondTime() throws Exception {
    write(
        "cloudfront/a.log",
        HEADER + line("2026-10-03", "10:15:00", 1000, "200", "/crates/a/a-1.0.0.crate"));
    replayed.run();

    Replay.Result again = replayed.run();

    assertThat(again.commit()).isEmpty();
    assertThat(again.plan().known()).containsExactly("cloudfront/a.log");
    assertThat(replayed.head().sequence()).isEqualTo(1);
  }

  @Test
  void leavesNoDirectoryBehindIfItIsRefusedOrHasNothingToDo() throws Exception {
    write("stray", "?\n");
    assertThat(replayed.run().plan().unmatched()).containsExactly("stray");
    assertThat(replayed.data).doesNotExist();

    write(
        "cloudfront/a.log",
        HEADER + line("2026-10-03", "10:15:00", 1000, "200", "/crates/a/a-1.0.0.crate"));
    assertThatThrownBy(() -> replayed.run(List.of(replayed.logs), List.of(Path.of("b.log"))))
        .isInstanceOf(RestatementException.class);
    Files.writeString(replayed.keys, "these are no keys");
    assertThatThrownBy(() -> replayed.run()).isInstanceOf(UnusableFileException.class);
    assertThat(replayed.data).doesNotExist();

    Files.delete(replayed.keys);
    assertThat(replayed.run().commit()).isPresent();
  }

  @Test
  void runsWithManyMoreOperatorsThanCores() throws Exception {
    write(
        "cloudfront/a.log",
        HEADER + line("2026-10-03", "10:15:00", 1000, "200", "/crates/a/a-1.0.0.crate"));
    replayed.parallelism = 24;
    assertThat(replayed.run().commit()).isPresent();
  }

  private void write(String file, String text) throws Exception {
    Path path = replayed.logs.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String line(String date, String time, int bytes, String status, String path) {
    return String.join(
            "\t",
            date,
            time,
            "IAD89-C1",
            Integer.toString(bytes),
            "192.0.2.1",
            "GET",
            "static.crates.example",
            path,
            status,
            "-",
            "cargo/1.80.0%20(376290515%202024-07-16)")
        + "\n";
  }
}
