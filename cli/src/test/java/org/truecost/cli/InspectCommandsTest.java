package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandsTest {
  private static final String CONFIG = "--config=" + Path.of("..", "config");
  private static final String SAMPLES = Path.of("..", "sample-logs").toString();
  private static final String LINE =
      "198.51.100.7 - - [12/Oct/2026:01:19:29 +0000] \"GET"
          + " /maven2/org/example/tool/1.0.5/tool-1.0.5.jar HTTP/1.1\" 200 5 \"-\" \"Gradle/8.0\"";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void whatInitWritesTheDoctorFindsInOrder() {
    Path sources = folder.resolve("new/sources.yaml");

    assertThat(run("init", SAMPLES, CONFIG, "--out", sources.toString())).isEqualTo(ExitCodes.OK);
    assertThat(run("doctor", "--sources", sources.toString(), SAMPLES, CONFIG))
        .as(err.toString())
        .isEqualTo(ExitCodes.OK);

    assertThat(out.toString()).contains("crates-io-static", "organizations by address");
  }

  @Test
  void initNeverOverwritesWithoutForce() throws IOException {
    Path sources = folder.resolve("sources.yaml");
    Files.writeString(sources, "mine");

    assertThat(run("init", SAMPLES, CONFIG, "--out", sources.toString()))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(sources).hasContent("mine");
    assertThat(run("init", SAMPLES, CONFIG, "--out", sources.toString(), "--force"))
        .isEqualTo(ExitCodes.OK);
    assertThat(Files.readString(sources)).contains("sources:");
  }

  @Test
  void initSaysThatThereIsNothing() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(run("init", empty.toString(), CONFIG)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("There are no log files");
    for (String command : new String[] {"init", "doctor"}) {
      err.getBuffer().setLength(0);
      assertThat(run(command, empty.resolve("none").toString(), CONFIG)).isEqualTo(ExitCodes.USAGE);
      assertThat(err.toString()).contains("LOGDIR ", "does not exist");
    }
  }

  @Test
  void doctorEndsWithThreeIfAFileHasNoSource() throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.writeString(logs.resolve("stray.log"), LINE);

    assertThat(run("doctor", logs.toString(), CONFIG, "--json")).isEqualTo(ExitCodes.PARTIAL);

    JsonNode json = json();
    assertThat(json.path("fine").asText()).isEqualTo("false");
    assertThat(json.path("files").get(0).path("file").asText()).isEqualTo("stray.log");
  }

  @Test
  void explainsALine() {
    assertThat(
            run(
                "explain",
                "line",
                "--source",
                "maven-central",
                "--line",
                LINE,
                CONFIG,
                "--as-of",
                "2026-11-01"))
        .as(err.toString())
        .isEqualTo(ExitCodes.OK);

    assertThat(out.toString()).contains("pkg:maven/org.example/tool@1.0.5", "traffic_class");
  }

  @Test
  void explainsALineAsJson() throws IOException {
    run(
        "explain",
        "line",
        "--source",
        "maven-central",
        "--line",
        LINE,
        CONFIG,
        "--json",
        "--as-of",
        "2026-11-01");

    assertThat(json().path("findings").findValuesAsText("step")).contains("parse", "usage");
  }

  @Test
  void explainNeedsTheHeaderOfACloudFrontLine() {
    String line = "2026-10-21\t20:18:17\t/crates/fapode/1.8.4/download\t200";
    String header = "#Fields: date time cs-uri-stem sc-status";
    String[] command = {
      "explain",
      "line",
      "--source",
      "crates-io-static",
      CONFIG,
      "--as-of",
      "2026-11-01",
      "--line",
      line
    };

    assertThat(run(command)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("#Fields", "--header");
    String[] withHeader = java.util.Arrays.copyOf(command, command.length + 2);
    withHeader[command.length] = "--header";
    withHeader[command.length + 1] = header;
    assertThat(run(withHeader)).isEqualTo(ExitCodes.OK);
  }

  @Test
  void explainNamesTheSourcesThatThereAre() {
    assertThat(run("explain", "line", "--source", "nope", "--line", LINE, CONFIG))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("maven-central");
  }

  @Test
  void aRejectedLineEndsWithThreeAndAHint() {
    assertThat(run("explain", "line", "--source", "maven-central", "--line", "nonsense", CONFIG))
        .isEqualTo(ExitCodes.PARTIAL);
    assertThat(out.toString()).contains("malformed", "hint");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private int run(String... arguments) {
    return TrueCost.run(
        Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true)), arguments);
  }
}
