package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli.Ended;

/** What an operator sees of days that are complete, and of those that are not. */
class StatusCommandTest {
  private static final String FIELDS =
      "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host)"
          + " cs-uri-stem sc-status cs(Referer) cs(User-Agent)\n";

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  /** Two days of files every hour; one of the second day is missing. */
  @BeforeAll
  static void replayTwoDays() throws Exception {
    Path logs = Files.createDirectories(shared.resolve("logs/crates-io-static"));
    for (int day = 3; day <= 4; day++) {
      for (int hour = 0; hour < 24; hour++) {
        if (day == 3 || hour != 17) {
          String time = "2026-10-0" + day + "\t" + (hour < 10 ? "0" : "") + hour + ":15:00";
          Files.writeString(
              logs.resolve(day + "-" + hour + ".gz"),
              FIELDS
                  + time
                  + "\tIAD89-C1\t1000\t192.0.2.1\tGET\tstatic.crates.example"
                  + "\t/crates/serde/serde-1.0.0.crate\t200\t-\tcargo/1.80.0\n");
        }
      }
    }
    data = shared.resolve("data");
    Ended replayed =
        Cli.run(
            "replay",
            shared.resolve("logs").toString(),
            "--out",
            data.toString(),
            "--as-of",
            "2026-10-05");
    assertThat(replayed.exitCode()).as(replayed.err()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void saysWhichDayHasAGap() throws IOException {
    Ended ended = status("--as-of", "2026-10-06", "--source", "crates-io-static", "--json");

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCodes.OK);
    JsonNode answer = new ObjectMapper().readTree(ended.out());
    assertThat(answer.path("attention").asText()).isEqualTo("true");
    assertThat(answer.path("reader_lag").asText()).isEqualTo("not asked");
    JsonNode days = answer.path("days");
    assertThat(days.findValuesAsText("day"))
        .containsExactly("2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06");
    assertThat(days.findValuesAsText("state"))
        .containsExactly("complete", "gap", "settling", "open");
    JsonNode gap = days.get(1);
    assertThat(gap.path("basis").asText()).isEqualTo("declared");
    assertThat(gap.path("expected_files").asInt()).isEqualTo(24);
    assertThat(gap.path("seen_files").asInt()).isEqualTo(23);
    assertThat(gap.path("missing_files").asInt()).isEqualTo(1);
    assertThat(gap.path("empty_hours").asInt()).isEqualTo(1);
    assertThat(gap.path("requests").asInt()).isEqualTo(23);
    assertThat(gap.path("habit_weeks").asInt()).isZero();
    assertThat(gap.path("request_ratio").isNull()).isTrue();
    assertThat(gap.path("delay_p99_seconds").isNull()).isTrue();
    assertThat(gap.path("physical_lines").asInt()).isEqualTo(3 * 23);
  }

  @Test
  void endsWith14ForACronJobIfThereIsAGapAndWith0IfNot() {
    String[] before = {"--as-of", "2026-10-04T12:00:00Z", "--source", "crates-io-static"};

    assertThat(status("--as-of", "2026-10-06", "--check").exitCode()).isEqualTo(14);
    assertThat(Cli.run(with(before, "--check")).exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(status("--as-of", "2026-10-06", "--since", "2026-10-04", "--check").exitCode())
        .isEqualTo(14);
  }

  @Test
  void showsSourcesThatWereNeverSeen() {
    Ended ended = status("--as-of", "2026-10-06", "--month", "2026-10");

    assertThat(ended.out())
        .contains("rubygems-cdn")
        .contains("never seen")
        .contains("every PT1H within PT24H")
        .contains("not declared")
        .contains("Reader lag: not asked");
  }

  @Test
  void thresholdsAreConfigurationAndAllItsMistakesAreToldAtOnce() throws IOException {
    Path config = Files.createDirectories(folder.resolve("config"));
    Files.copy(Cli.HOME.resolve("config/sources.yaml"), config.resolve("sources.yaml"));
    copyRegions(config);
    Files.writeString(config.resolve("status.yaml"), "allow: { missing_files: 1 }\n");
    String[] asked = {"--as-of", "2026-10-06", "--since", "2026-10-04", "--check", "--source"};
    String[] all = with(with(asked, "crates-io-static"), "--config", config.toString());
    assertThat(Cli.run(all).exitCode()).isEqualTo(ExitCodes.OK);

    Files.writeString(config.resolve("status.yaml"), "alow: {}\nsettle: 1h\n");
    Ended wrong = Cli.run(all);

    assertThat(wrong.exitCode()).isEqualTo(ExitCodes.CONFIG);
    assertThat(wrong.err())
        .contains("alow: is not a known key; did you mean \"allow\"?")
        .contains("settle: \"1h\" is not a duration");
  }

  @Test
  void saysWhatIsWrongWithACommandLine() {
    assertMistake(
        ExitCodes.FAILED,
        "There is no source \"crates-io-statc\", neither configured nor in the data; did you mean"
            + " \"crates-io-static\"?",
        "--source",
        "crates-io-statc");
    assertMistake(
        ExitCodes.USAGE,
        "--month and --since do not go together",
        "--month",
        "2026-10",
        "--since",
        "2026-10-01");
    assertMistake(ExitCodes.USAGE, "need --bootstrap", "--topic", "logs");
    assertMistake(
        ExitCodes.USAGE,
        "--since must lie at most 400 days before --as-of, 2026-10-06: 2026-10-07",
        "--as-of",
        "2026-10-06",
        "--since",
        "2026-10-07");
  }

  private static void assertMistake(int exitCode, String message, String... arguments) {
    Ended ended = status(arguments);

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.err()).contains(message).doesNotContain("\tat ");
  }

  private static void copyRegions(Path config) throws IOException {
    Path regions = Files.createDirectories(config.resolve("regions"));
    try (var files = Files.list(Cli.HOME.resolve("config/regions"))) {
      for (Path file : files.toList()) {
        Files.copy(file, regions.resolve(file.getFileName().toString()));
      }
    }
  }

  private static Ended status(String... arguments) {
    return Cli.run(with(arguments));
  }

  private static String[] with(String[] first, String... more) {
    boolean command = first.length > 0 && first[0].equals("status");
    String[] start = command ? new String[0] : new String[] {"status", "--data", data.toString()};
    return java.util.stream.Stream.of(start, first, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }
}
