package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.devcluster.ClusterProcess;
import org.truecost.devcluster.ClusterStatus;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.DevClusterException;
import org.truecost.devcluster.Installation;
import org.truecost.devcluster.Settings;
import org.truecost.devcluster.Submission;
import org.truecost.tables.DataDirectory;

/**
 * The packaged job on a real cluster, published to by the real publisher, while one process after
 * the other is killed: the tables are those of a replay of the same files.
 */
@Timeout(300)
class ClusterMeteringIT {
  private static final long SEED = 20261101;
  private static final Path TRUECOST = Path.of("target", "truecost");
  private static final Path JOB = TRUECOST.resolve("truecost-metering.jar");
  private static final Path SAMPLE = Path.of("..", "sample-logs");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> TABLES = List.of("usage |", "downloads |", "bandwidth |");
  private static final String SAVED_EARLY = "an early savepoint";

  /** One source for each step of the test. */
  private static final List<String> SOURCES =
      List.of(
          "crates-io-static", "rubygems-cdn", "open-vsx-cdn", "maven-central", "crates-io-fastly");

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private DevCluster cluster;

  private interface Condition {
    boolean holds() throws Exception;
  }

  private interface Fault {
    void strike() throws Exception;
  }

  @Test
  void whoeverIsKilledNothingIsLostAndNothingIsDoubled() throws Exception {
    List<String> expected = replayed();
    Settings settings = Settings.DEFAULT.withMemoryMiB(896).withHighAvailability(1);
    try (DevCluster started =
        DevCluster.start(
            folder.resolve("cluster"),
            settings,
            Installation.of(Path.of("target", "truecost", "lib-kafka"), TRUECOST.resolve("lib")))) {
      cluster = started;
      mistakesAreToldAllAtOnce();

      publish(0);
      String first = cluster.submit(Submission.of(JOB, arguments()).withParallelism(2));
      await("the first commit", () -> sequence() > 0);
      metricsAreServed();
      String early =
          cluster.flink().savepoint(first, cluster.savepoints().resolve(SAVED_EARLY), PATIENCE);

      List<ClusterProcess> taskManagers = cluster.taskManagers();
      ClusterProcess victim = taskManagers.get(random.nextInt(taskManagers.size()));
      publishWhile(1, victim::kill9, first);
      publishWhile(2, cluster.jobManager()::kill9, first);
      publishWhile(3, cluster.kafka()::kill9, first);

      String saved = cluster.flink().stop(first, cluster.savepoints(), false, PATIENCE);
      await("the end of the job", () -> cluster.flink().state(first).equals("FINISHED"));
      assertThatThrownBy(() -> cluster.submit(Submission.of(JOB, arguments())))
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("starts without a checkpoint but has committed")
          .message()
          .doesNotContain("\tat org.");
      anOlderStateIsRefused(early);

      publish(4);
      String second =
          cluster.submit(Submission.of(JOB, arguments()).withParallelism(3).fromSavepoint(saved));
      awaitRows(expected);
      cluster.flink().stop(second, cluster.savepoints(), true, PATIENCE);
      await("the end of the job", () -> cluster.flink().state(second).equals("FINISHED"));

      assertThat(rows(data())).isEqualTo(expected);
    }
  }

  private void metricsAreServed() throws Exception {
    StringBuilder metrics = new StringBuilder();
    for (ClusterStatus.ProcessStatus process : cluster.status().processes()) {
      if (process.metricsPort() != 0) {
        URI served = URI.create("http://127.0.0.1:" + process.metricsPort() + "/metrics");
        try (InputStream answer = served.toURL().openStream()) {
          metrics.append(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(metrics.toString())
        .contains(
            "flink_taskmanager_job_task_operator_truecost_commit_age_seconds{",
            "source=\"crates-io-static\"",
            "flink_jobmanager_job_numRestarts{",
            "flink_taskmanager_Status_JVM_Memory_Heap_Used{");
  }

  private void mistakesAreToldAllAtOnce() throws Exception {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(
        wrong,
        yaml()
            .replace("lineage: ", "linaege: ")
            .replace("publish_every: PT2S", "publish_every: often"));
    assertThatThrownBy(() -> cluster.submit(Submission.of(JOB, "--config", wrong.toString())))
        .isInstanceOf(DevClusterException.class)
        .hasMessageContaining("did you mean \"lineage\"?")
        .hasMessageContaining("\"often\" is not a duration")
        .message()
        .doesNotContain("\tat org.");
  }

  /** What came after that savepoint is committed; it would be metered twice. */
  private void anOlderStateIsRefused(String early) throws Exception {
    String refused = cluster.submit(Submission.of(JOB, arguments()).fromSavepoint(early));
    await("its refusal", () -> cluster.flink().state(refused).equals("FAILED"));
    assertThat(cluster.flink().failure(refused)).contains("what it reads again would count twice");
  }

  /** Lets a fault strike at some moment of a publication, mends it, and waits for the job. */
  private void publishWhile(int step, Fault fault, String job) throws Exception {
    long before = cluster.flink().checkpoints(job).completed();
    CompletableFuture<Cli.Ended> publishing = CompletableFuture.supplyAsync(() -> attempt(step));
    Thread.sleep(random.nextInt(2_000));
    fault.strike();
    cluster.restore();
    if (publishing.get().exitCode() != 0) {
      publish(step);
    }
    // A new JobManager counts from the beginning.
    await(
        "the job after step " + step + ", which had " + before + " checkpoints",
        () -> cluster.flink().allTasksRun(job) && cluster.flink().checkpoints(job).completed() > 0);
  }

  private void publish(int step) {
    Cli.Ended ended = attempt(step);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private Cli.Ended attempt(int step) {
    return Cli.run(
        "publish",
        "--bootstrap",
        cluster.bootstrapServers(),
        "--create-topics",
        "--block-size",
        "16KiB",
        logs(step).toString());
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
    Cli.Ended ended = Cli.run(command.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
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

  private String[] arguments() throws IOException {
    Path file = folder.resolve("metering.yaml");
    Files.writeString(file, yaml());
    return new String[] {"--config", file.toString()};
  }

  private String yaml() {
    return """
    servers: %s
    topics: [{name: access-logs}]
    data: data
    keys: keys
    config: %s
    lineage: metering
    publish_every: PT2S
    checkpoint_every: PT1S
    memory_per_slot_mib: 128
    """
        .formatted(
            cluster.bootstrapServers(),
            Path.of("..", "config").toAbsolutePath().normalize().toString());
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
