package org.truecost.devcluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster is, at one moment.
 *
 * @param directory where it works
 * @param settings what it was asked to be
 * @param bootstrapServers Kafka's address, as clients want it
 * @param rest where Flink's REST API is, for each JobManager
 * @param processes every process there should be
 * @param kafkaAnswers whether the broker serves clients
 * @param flink what Flink has, or empty if it does not answer
 * @param jobs what Flink runs and ran
 * @param missing what there is to say against its being whole, or empty
 */
public record ClusterStatus(
    Path directory,
    Settings settings,
    String bootstrapServers,
    List<URI> rest,
    List<ProcessStatus> processes,
    boolean kafkaAnswers,
    Optional<FlinkRest.Overview> flink,
    List<FlinkRest.Job> jobs,
    List<String> missing) {
  public ClusterStatus {
    rest = List.copyOf(rest);
    processes = List.copyOf(processes);
    jobs = List.copyOf(jobs);
    missing = List.copyOf(missing);
  }

  /**
   * A process that there should be.
   *
   * @param name such as {@code taskmanager-2}
   * @param role what it is
   * @param pid its id when it was started last, 0 if it was not
   * @param liveness whether it runs
   * @param port where others reach it, 0 if they need not know
   * @param metricsPort where Prometheus may scrape it, at {@code /metrics}; 0 if it cannot
   * @param log what it tells
   */
  public record ProcessStatus(
      String name, Role role, long pid, Liveness liveness, int port, int metricsPort, Path log) {}

  /** Whether anything runs. */
  public boolean isUp() {
    return processes.stream().anyMatch(process -> process.liveness() != Liveness.DEAD);
  }

  /** Whether everything runs and serves. */
  public boolean isWhole() {
    return missing.isEmpty();
  }
}
