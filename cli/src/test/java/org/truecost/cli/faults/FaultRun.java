package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.truecost.cli.Cli;
import org.truecost.cli.PacedPublisher;
import org.truecost.cli.kafka.MeteredTables;
import org.truecost.cli.kafka.PublishChild;
import org.truecost.cli.kafka.PublishedBlocks;
import org.truecost.devcluster.FlinkRest;
import org.truecost.devcluster.Submission;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;
import org.truecost.ingest.sample.SampleSummary;
import org.truecost.tables.DataDirectory;

/**
 * Logs, a topic, a job and its tables. Faults strike while a publisher in a process of its own
 * publishes to the running job; at the end the tables must be those of a replay of the same files.
 *
 * <p>CI lets all faults strike one run, {@code bench/faults} a run for each fault and seed.
 */
final class FaultRun {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final YearMonth MONTH = YearMonth.of(2026, 10);
  private static final Duration CATCHING_UP = Duration.ofSeconds(60);

  private static final int PUBLICATION_MILLIS = 8_000;
  private static final int LATEST_MOMENT_MILLIS = 5_000;

  private static final String SUMS =
      "SELECT (SELECT coalesce(sum(requests), 0) FROM usage),"
          + " (SELECT coalesce(sum(counted), 0) FROM ledger)";

  /** Whose logs are published, in turn: text with and without directives, and JSON. */
  private static final List<String> SOURCES =
      List.of("crates-io-static", "rubygems-cdn", "maven-central", "open-vsx-cdn");

  private final FaultCluster cluster;
  private final Path folder;
  private final String topic;
  private final long seed;
  private final Random random;
  private final Map<Integer, Long> bytesOfSteps = new TreeMap<>();
  private int publishing;
  private PublishChild publisher;

  FaultRun(FaultCluster cluster, Path folder, String topic, long seed) {
    this.cluster = cluster;
    this.folder = folder;
    this.topic = topic;
    this.seed = seed;
    this.random = new Random(seed);
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * How a fault struck.
   *
   * @param victim who or what was hit
   * @param moment milliseconds after the publication's first block
   */
  record Struck(String victim, int moment) {}

  FaultCluster cluster() {
    return cluster;
  }

  /** The one that publishes now. */
  PublishChild publisher() {
    return publisher;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path keys() {
    return folder.resolve("keys");
  }

  Path replayed() {
    return folder.resolve("replayed");
  }

  /** Makes logs, to be published by the step of that number. */
  void makeLogs(int step, long lines) throws IOException {
    SampleSummary made =
        SampleGenerator.generate(
            new SampleOptions(
                lines,
                seed * 1_000 + step,
                MONTH,
                logs(step),
                SOURCES.get(Math.floorMod(seed + step, SOURCES.size())),
                2,
                false,
                false),
            (files, written, bytes) -> {});
    bytesOfSteps.put(step, made.bytes());
  }

  /** What the tables must be, of all logs that were made. */
  void replay() {
    List<String> command =
        new ArrayList<>(
            List.of("replay", "--out", replayed().toString(), "--keys", keys().toString()));
    bytesOfSteps.keySet().forEach(step -> command.add(logs(step).toString()));
    Cli.Ended ended = Cli.run(command.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  /** Publishes at full speed. */
  void publish(int step) {
    Cli.Ended ended =
        Cli.run(
            "publish",
            "--bootstrap",
            cluster.servers(),
            "--topic",
            topic,
            "--create-topics",
            "--block-size",
            "16KiB",
            logs(step).toString());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  /** Hands the job to the cluster and waits for its first commit; the id of the job. */
  String submit(int parallelism) throws Exception {
    String job =
        cluster
            .processes()
            .submit(Submission.of(FaultCluster.JOB, arguments()).withParallelism(parallelism));
    await("the first commit", () -> commits() > 0);
    return job;
  }

  /** Lets a fault strike at some moment of a publication, mends it, and waits for the job. */
  Struck publishWhile(int step, Fault fault, String job) throws Exception {
    publishing = step;
    publishAgain();
    try {
      int moment = random.nextInt(LATEST_MOMENT_MILLIS);
      Thread.sleep(moment);
      assertThat(publisher.isAlive())
          .as("the publisher publishes when the fault strikes: " + publisher.said())
          .isTrue();
      String victim = fault.strike(this, random);
      int attempts = 1;
      while (publisher.exitCode() != 0) {
        assertThat(attempts++).as(publisher.said()).isLessThan(4);
        publishAgain();
      }
      // A new JobManager counts from the beginning.
      await(
          "the job after step " + step,
          () -> {
            FlinkRest flink = cluster.processes().flink();
            return flink.allTasksRun(job) && flink.checkpoints(job).completed() > 0;
          });
      return new Struck(victim, moment);
    } finally {
      publisher.close();
    }
  }

  /** Starts the publisher, again if it has ended, and waits until it publishes. */
  void publishAgain() throws Exception {
    long blocks = bytesOfSteps.get(publishing) / PacedPublisher.BLOCK_BYTES + 1;
    publisher =
        PublishChild.start(
            folder,
            PacedPublisher.class,
            cluster.servers(),
            topic,
            logs(publishing).toString(),
            Long.toString(Math.max(1, PUBLICATION_MILLIS / blocks)));
    await(
        "the publisher",
        () -> !publisher.isAlive() || publisher.said().contains(PacedPublisher.BEGINS));
  }

  /** Whether there are records that are neither committed nor aborted. */
  boolean isTransactionOpen() {
    return PublishedBlocks.isTransactionOpen(cluster.servers(), topic);
  }

  /** Waits until nothing is missing, or in vain, and lets the job come to its end. */
  void end(String job) throws Exception {
    String all = sums(replayed());
    long end = System.nanoTime() + CATCHING_UP.toNanos();
    while (!sums(data()).equals(all) && System.nanoTime() - end < 0) {
      Thread.sleep(500);
    }
    // What it still holds, and should not, comes with its end.
    stop(job, true);
  }

  /** Ends the job with a savepoint; where that lies. */
  String stop(String job, boolean drain) throws Exception {
    FlinkRest flink = cluster.processes().flink();
    try {
      String saved = flink.stop(job, cluster.processes().savepoints(), drain, PATIENCE);
      await("the end of the job", () -> flink.state(job).equals("FINISHED"));
      return saved;
    } catch (IOException failed) {
      throw new IOException("The job did not stop: " + flink.failure(job), failed);
    }
  }

  /** What of the committed tables is not as a replay of the files makes it; empty if all is. */
  List<String> differences() throws IOException, SQLException {
    return MeteredTables.differences(replayed(), data());
  }

  private static String sums(Path data) throws IOException, SQLException {
    return MeteredTables.query(data, SUMS).get(0);
  }

  long commits() throws IOException {
    return Files.exists(data().resolve("truecost.json"))
        ? DataDirectory.open(data()).log().head().sequence()
        : 0;
  }

  private Path logs(int step) {
    return folder.resolve("logs").resolve("step-" + step);
  }

  /** Arguments of the job. */
  String[] arguments() throws IOException {
    Path file = folder.resolve("metering.yaml");
    Files.writeString(file, yaml());
    return new String[] {"--config", file.toString()};
  }

  String yaml() {
    return """
    servers: %s
    topics: [{name: %s}]
    data: data
    keys: keys
    config: %s
    lineage: metering
    publish_every: PT2S
    checkpoint_every: PT1S
    memory_per_slot_mib: 128
    """
        .formatted(cluster.servers(), topic, config());
  }

  static Path config() {
    return Path.of("..", "config").toAbsolutePath().normalize();
  }

  static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      assertThat(System.nanoTime() - end).as("time left for " + what).isNegative();
      Thread.sleep(200);
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
