package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.Installation;
import org.truecost.devcluster.Settings;
import org.truecost.devcluster.Submission;
import org.truecost.tables.DataDirectory;

/**
 * A cluster whose checkpoints and savepoints lie in an object store, which loses a TaskManager; and
 * whose job is taken back to its first commit. The tables are those of a replay of the same files.
 */
@Timeout(240)
class ObjectStoreIT {
  private static final Path TRUECOST = Path.of("target", "truecost");
  private static final Path JOB = TRUECOST.resolve("truecost-metering.jar");
  private static final Path SAMPLE = Path.of("..", "sample-logs");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> TABLES = List.of("usage |", "downloads |", "bandwidth |");
  private static final List<String> SOURCES = List.of("crates-io-static", "rubygems-cdn");

  @TempDir Path folder;
  private DevCluster cluster;

  @Test
  void stateInAnObjectStoreSurvivesAndCommitsCanBeTakenBack() throws Exception {
    List<String> expected = replayed();
    try (ObjectStore store = ObjectStore.start(Files.createDirectories(folder.resolve("s3")));
        DevCluster started =
            DevCluster.start(folder.resolve("cluster"), settings(store), installation())) {
      cluster = started;
      ok(publish(0));
      String first = cluster.submit(Submission.of(JOB, arguments("metering")));
      await("the first commit", () -> sequence() > 0);
      long kept = DataDirectory.open(data()).log().head().lineages().get("metering");
      assertThat(store.objects("checkpoints", "_metadata")).isPositive();

      cluster.taskManagers().get(0).kill9();
      cluster.restore();
      ok(publish(1));
      awaitRows(expected);
      String saved = cluster.flink().stop(first, store.address("savepoints"), false, PATIENCE);
      await("the end of the job", () -> cluster.flink().state(first).equals("FINISHED"));
      assertThat(rows(data())).isEqualTo(expected);
      assertThat(saved).startsWith("s3://");
      assertThat(store.objects("savepoints", "_metadata")).isEqualTo(1);

      takesBack(kept);
      assertThat(rows(data())).isNotEqualTo(expected);

      // The state says that all was metered, which is not so any more.
      String old = cluster.submit(Submission.of(JOB, arguments("metering")).fromSavepoint(saved));
      await("its refusal", () -> cluster.flink().state(old).equals("FAILED"));
      assertThat(cluster.flink().failure(old)).contains("another job began after it");

      String second = cluster.submit(Submission.of(JOB, arguments("metering-2")));
      awaitRows(expected);
      assertThat(rows(data())).isEqualTo(expected);
      cluster.flink().cancel(second);
    }
  }

  private void takesBack(long checkpoint) throws Exception {
    long before = sequence();
    Cli.Ended look = ok(rewind(checkpoint));
    assertThat(look.out()).contains("Would take away").contains("usage").contains("access-logs/");
    assertThat(sequence()).isEqualTo(before);

    Cli.Ended done = ok(rewind(checkpoint, "--apply"));
    assertThat(done.out()).contains("Taken away what job metering committed");
    assertThat(sequence()).isEqualTo(before + 1);
  }

  private Cli.Ended rewind(long checkpoint, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "rewind",
                "--data",
                data().toString(),
                "--job",
                "metering",
                "--to-checkpoint",
                Long.toString(checkpoint),
                "--bootstrap",
                cluster.bootstrapServers()));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private static Settings settings(ObjectStore store) {
    Map<String, String> flink = new HashMap<>(store.flink());
    flink.put("execution.checkpointing.dir", store.address("checkpoints"));
    flink.put("execution.checkpointing.savepoint-dir", store.address("savepoints"));
    // Small states lie in the metadata otherwise.
    flink.put("execution.checkpointing.data-inline-threshold", "0");
    return Settings.DEFAULT.withTaskManagers(1).withMemoryMiB(896).withFlink(flink);
  }

  private static Installation installation() throws Exception {
    Installation plain =
        Installation.of(Path.of("target", "truecost", "lib-kafka"), TRUECOST.resolve("lib"));
    return new Installation(
        plain.java(),
        plain.kafkaClassPath(),
        plain.flinkClassPath() + File.pathSeparator + ObjectStore.FILE_SYSTEM.toAbsolutePath());
  }

  private Cli.Ended publish(int step) {
    return Cli.run(
        "publish",
        "--bootstrap",
        cluster.bootstrapServers(),
        "--create-topics",
        "--block-size",
        "16KiB",
        logs(step).toString());
  }

  private static Cli.Ended ok(Cli.Ended ended) {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }

  private List<String> replayed() throws Exception {
    List<String> command = new ArrayList<>(List.of("replay"));
    for (int step = 0; step < SOURCES.size(); step++) {
      Path to = logs(step).resolve(SOURCES.get(step));
      Files.createDirectories(to.getParent());
      Workload.copy(SAMPLE.resolve(SOURCES.get(step)), to);
      command.add(logs(step).toString());
    }
    Path data = folder.resolve("replayed");
    command.addAll(List.of("--out", data.toString(), "--keys", folder.resolve("keys").toString()));
    ok(Cli.run(command.toArray(String[]::new)));
    return rows(data);
  }

  private static List<String> rows(Path data) throws Exception {
    List<String> rows = new ArrayList<>(SummedTables.of(data));
    rows.removeIf(row -> TABLES.stream().noneMatch(row::startsWith));
    return rows;
  }

  /** Until nothing is missing, or in vain: then the comparison says what is. */
  private void awaitRows(List<String> expected) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!rows(data()).equals(expected) && System.nanoTime() - end < 0) {
      Thread.sleep(1_000);
    }
  }

  private long sequence() throws IOException {
    return DataDirectory.open(data()).log().head().sequence();
  }

  private Path logs(int step) {
    return folder.resolve("logs").resolve("step-" + step);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String[] arguments(String lineage) throws IOException {
    Path file = folder.resolve(lineage + ".yaml");
    Files.writeString(
        file,
        """
        servers: %s
        topics: [{name: access-logs}]
        data: data
        keys: keys
        config: %s
        lineage: %s
        publish_every: PT2S
        checkpoint_every: PT1S
        memory_per_slot_mib: 128
        """
            .formatted(
                cluster.bootstrapServers(),
                Path.of("..", "config").toAbsolutePath().normalize().toString(),
                lineage));
    return new String[] {"--config", file.toString()};
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      assertThat(System.nanoTime() - end).as("time left for " + what).isNegative();
      Thread.sleep(250);
    }
  }

  private static boolean holds(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (IOException silent) {
      return false;
    }
  }
}
