package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truecost.devcluster.TestCluster.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JobManager dies, and its jobs go on: with a standby, and with one that is started again. */
@Timeout(180)
class HighAvailabilityIT {
  @TempDir Path folder;

  @Test
  void aJobSurvivesTheDeathOfEveryJobManager() throws Exception {
    Settings settings = Settings.DEFAULT.withTaskManagers(1).withHighAvailability(2);
    try (DevCluster cluster =
        DevCluster.start(folder.resolve("a cluster"), settings, TestCluster.installation())) {
      String job =
          cluster.submit(
              Submission.of(TestCluster.tickJar(folder), "ticks")
                  .withMainClass(TickJob.class.getName()));
      await(() -> cluster.flink().checkpoints(job).completed() > 1);

      // Whoever leads is among them: first the one, then the other.
      for (ClusterProcess process : cluster.processes()) {
        if (process.role() == Role.JOB_MANAGER) {
          process.kill9();
          await(
              () ->
                  cluster.flink().allTasksRun(job)
                      && cluster.flink().checkpoints(job).completed() > 0);
          cluster.restore();
        }
      }

      assertThat(cluster.flink().checkpoints(job).restored()).isPositive();
      assertThat(cluster.flink().jobs()).singleElement().extracting("state").isEqualTo("RUNNING");
      assertThat(cluster.status().isWhole()).isTrue();
    }
  }
}
