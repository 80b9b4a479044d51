package org.truecost.metering.job;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The cluster that {@code flink run} talks to, seen from the program that it runs. */
public final class JobClient {
  private final StreamExecutionEnvironment environment;

  private JobClient(StreamExecutionEnvironment environment) {
    this.environment = environment;
  }

  public static JobClient current() {
    return new JobClient(StreamExecutionEnvironment.getExecutionEnvironment());
  }

  /**
   * Whether nobody can give the job a state. A program that runs inside a JobManager cannot know:
   * high availability may.
   */
  public boolean startsWithoutState() {
    return !startsWithState()
        && !environment
            .getConfiguration()
            .getOptional(DeploymentOptions.TARGET)
            .orElse("")
            .equals("embedded");
  }

  /** Whether the job was given a savepoint or checkpoint to go on from. */
  public boolean startsWithState() {
    return environment
        .getConfiguration()
        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
        .isPresent();
  }

  /** The cluster's default of the time between checkpoints, if it has one. */
  public Optional<Duration> checkpointInterval() {
    long millis = environment.getCheckpointConfig().getCheckpointInterval();
    return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
  }

  /**
   * Hands over the job.
   *
   * @param parallelism of all operators, if not as the cluster or its client says
   */
  public void run(KafkaMeteringJob.Run run, Optional<Integer> parallelism, String name)
      throws Exception {
    parallelism.ifPresent(environment::setParallelism);
    KafkaMeteringJob.build(environment, run);
    environment.execute(name);
  }

  /** What makes Flink's client print {@code message} alone, and end with 1. */
  public static RuntimeException refusal(String message) {
    return new ProgramParametrizationException(message);
  }
}
