package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's {@code dev-cluster}, from the packaged jars, as a user runs it. */
@Timeout(180)
class DevClusterIT {
  private static final String LAUNCHER = Cli.HOME.resolve("truecost").toString();

  @TempDir Path folder;

  private record Ended(int exitCode, String out, String err) {}

  @AfterEach
  void nothingStays() throws Exception {
    run(LAUNCHER, "dev-cluster", "down", "--dir", "my cluster", "--delete");
  }

  @Test
  void startsSeesADeathMendsItAndStops() throws Exception {
    Ended up = devCluster("up", "--task-managers", "1", "--slots", "3", "--memory", "768");
    assertThat(up.exitCode()).as(up.err()).isEqualTo(ExitCodes.OK);
    assertThat(up.out()).contains("is up.", "1 TaskManagers, 3 slots, 3 free", "dev-cluster down");

    JsonNode whole = json(devCluster("status", "--json"), ExitCodes.OK);
    assertThat(whole.path("processes")).hasSize(3);
    assertThat(whole.path("kafka_answers").asBoolean()).isTrue();
    long broker = pid(whole, "kafka");
    long victim = pid(whole, "taskmanager-1");

    Ended again = devCluster("up");
    assertThat(again.out()).as(again.err()).contains("is up already.");
    assertThat(devCluster("up", "--slots", "1").exitCode()).isEqualTo(ExitCodes.FAILED);

    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
    JsonNode hurt = json(devCluster("status", "--json"), ExitCodes.FAILED);
    assertThat(hurt.path("whole").asBoolean()).isFalse();
    assertThat(hurt.path("missing").get(0).asText()).isEqualTo("taskmanager-1 is dead");

    Ended mend = devCluster("up");
    assertThat(mend.out()).as(mend.err()).contains("is whole again; started: taskmanager-1.");
    JsonNode mended = json(devCluster("status", "--json"), ExitCodes.OK);
    assertThat(pid(mended, "kafka")).isEqualTo(broker);
    assertThat(pid(mended, "taskmanager-1")).isNotEqualTo(victim);

    Ended list = run(folder.resolve("my cluster/bin/flink").toString(), "list");
    assertThat(list.out() + list.err()).contains("No running jobs.");

    Ended down = devCluster("down", "--delete");
    assertThat(down.out()).contains("is down: 3 processes ended.");
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString())))
        .isEmpty();
    assertThat(folder.resolve("my cluster")).doesNotExist();
  }

  @Test
  void aStartThatFailsSaysWhyAndLeavesNothingRunning() throws Exception {
    Ended up = devCluster("up", "--kafka", "num.io.threads=many");

    assertThat(up.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(up.err())
        .contains("error: ", "Invalid value many for configuration num.io.threads", "kafka");
    JsonNode status = json(devCluster("status", "--json"), ExitCodes.FAILED);
    assertThat(status.path("up").asBoolean()).isFalse();
  }

  @Test
  void theBrokerIsNotOnTheClassPathOfTheCommand() throws Exception {
    assertThat(jars("lib")).noneMatch(jar -> jar.startsWith("kafka_") || jar.startsWith("scala-"));
    assertThat(jars("lib-kafka"))
        .anyMatch(jar -> jar.startsWith("kafka_"))
        .noneMatch(jar -> jar.startsWith("flink-"));
  }

  private static List<String> jars(String directory) throws Exception {
    try (Stream<Path> jars =
        Files.list(Cli.HOME.resolve("cli/target/truecost").resolve(directory))) {
      return jars.map(jar -> jar.getFileName().toString()).toList();
    }
  }

  private Ended devCluster(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER, "dev-cluster"));
    command.addAll(List.of(words));
    command.addAll(List.of("--dir", "my cluster"));
    return run(command.toArray(String[]::new));
  }

  private static JsonNode json(Ended ended, int exitCode) throws Exception {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(ended.out());
  }

  private static long pid(JsonNode status, String name) {
    for (JsonNode process : status.path("processes")) {
      if (process.path("name").asText().equals(name)) {
        return process.path("pid").asLong();
      }
    }
    throw new AssertionError("No " + name + " in " + status);
  }

  private Ended run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // The archive is made by whoever uses the build, not by its test.
    builder.environment().put("TRUECOST_CDS", "off");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
