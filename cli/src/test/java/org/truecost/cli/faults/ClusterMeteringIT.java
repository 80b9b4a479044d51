package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.kafka.MeteredTables;
import org.truecost.cli.kafka.PublishedBlocks;
import org.truecost.devcluster.ClusterStatus;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.DevClusterException;
import org.truecost.devcluster.FlinkRest;
import org.truecost.devcluster.Submission;
import org.truecost.metering.job.PlantedJob;
import org.truecost.metering.job.PlantedJob.Planted;

/**
 * The packaged job on a real cluster, published to by a real publisher, while one fault after the
 * other strikes: the tables are those of a replay of the same files. With a fault in the job itself
 * they are not. {@link FaultRuns} does the same with many seeds.
 */
@Timeout(480)
class ClusterMeteringIT {
  private static final long SEED = 20261101;
  private static final String TOPIC = "access-logs";
  private static final int FIRST = 0;
  private static final int LAST = 1 + Fault.values().length;

  /** Another half minute would not be worth it: bench/faults has the other one. */
  private static final Set<Fault> FAULTS =
      EnumSet.complementOf(EnumSet.of(Fault.TASK_MANAGER_SUSPENDED));

  private static final String SAVED_EARLY = "an early savepoint";

  @TempDir Path folder;

  private DevCluster cluster;
  private FaultRun run;

  @Test
  void whateverStrikesNothingIsLostAndNothingIsDoubled() throws Exception {
    try (FaultCluster started = FaultCluster.start(folder.resolve("cluster"))) {
      cluster = started.processes();
      run = new FaultRun(started, Files.createDirectories(folder.resolve("run")), TOPIC, SEED);
      run.makeLogs(FIRST, 1_000);
      for (Fault fault : FAULTS) {
        run.makeLogs(1 + fault.ordinal(), FaultRuns.LINES);
      }
      run.makeLogs(LAST, 1_000);
      run.replay();
      mistakesAreToldAllAtOnce();

      run.publish(FIRST);
      String first = run.submit(2);
      String early =
          cluster
              .flink()
              .savepoint(first, cluster.savepoints().resolve(SAVED_EARLY), FaultRun.PATIENCE);
      for (Fault fault : FAULTS) {
        run.publishWhile(1 + fault.ordinal(), fault, first);
      }
      metricsAreServed();

      String saved = run.stop(first, false);
      assertThatThrownBy(() -> cluster.submit(Submission.of(FaultCluster.JOB, run.arguments())))
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("starts without a checkpoint but has committed")
          .message()
          .doesNotContain("\tat org.");
      anOlderStateIsRefused(early);

      run.publish(LAST);
      String second =
          cluster.submit(
              Submission.of(FaultCluster.JOB, run.arguments())
                  .withParallelism(3)
                  .fromSavepoint(saved));
      run.end(second);

      assertThat(run.differences()).isEmpty();
      faultsInTheJobItselfAreFound();
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
        run.yaml()
            .replace("lineage: ", "linaege: ")
            .replace("publish_every: PT2S", "publish_every: often"));
    assertThatThrownBy(
            () -> cluster.submit(Submission.of(FaultCluster.JOB, "--config", wrong.toString())))
        .isInstanceOf(DevClusterException.class)
        .hasMessageContaining("did you mean \"lineage\"?")
        .hasMessageContaining("\"often\" is not a duration")
        .message()
        .doesNotContain("\tat org.");
  }

  /** What came after that savepoint is committed; it would be metered twice. */
  private void anOlderStateIsRefused(String early) throws Exception {
    String refused =
        cluster.submit(Submission.of(FaultCluster.JOB, run.arguments()).fromSavepoint(early));
    awaitState(refused, "FAILED");
    assertThat(cluster.flink().failure(refused)).contains("what it reads again would count twice");
  }

  /** The comparison must not be one that nothing can fail. */
  private void faultsInTheJobItselfAreFound() throws Exception {
    String servers = run.cluster().servers();
    // The publisher was killed within a transaction, so there is something that must not be read.
    assertThat(PublishedBlocks.all(servers, TOPIC).bytes())
        .isGreaterThan(PublishedBlocks.committed(servers, TOPIC).bytes());

    assertThat(differencesOf(Planted.NOTHING)).isEmpty();
    assertThat(differencesOf(Planted.READS_UNCOMMITTED)).anyMatch(row -> row.startsWith("usage "));
    assertThat(differencesOf(Planted.COMMITS_TWICE))
        .anyMatch(row -> row.startsWith("usage "))
        .anyMatch(row -> row.startsWith("downloads "))
        .anyMatch(row -> row.startsWith("bandwidth "))
        .anyMatch(row -> row.startsWith("ledger "))
        .anyMatch(row -> row.startsWith("rejects "));
  }

  private List<String> differencesOf(Planted planted) throws Exception {
    Path data =
        PlantedJob.run(
            planted,
            run.cluster().servers(),
            TOPIC,
            FaultRun.config(),
            run.keys(),
            folder.resolve(planted.name()));
    return MeteredTables.differences(run.replayed(), data);
  }

  private void awaitState(String job, String state) throws Exception {
    FlinkRest flink = cluster.flink();
    FaultRun.await(job + " to be " + state, () -> flink.state(job).equals(state));
  }
}
