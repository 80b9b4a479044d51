package org.truecost.metering.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.truecost.config.ConfigException;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.RunLineage;
import org.truecost.metering.UnusableFileException;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.job.JobClient;
import org.truecost.metering.job.KafkaMeteringJob;
import org.truecost.metering.job.StartingPoint;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.CommitRefusedException;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;

/**
 * {@code flink run truecost-metering.jar --config metering.yaml}: the metering job for a cluster
 * whose class path has Truecost's jars.
 *
 * <p>It may run more than once for a job, as it does in a cluster for one application whose
 * JobManager was replaced, so it only makes what is missing, and leaves to the state of the job
 * what that must decide.
 */
public final class MeteringMain {
  /** Of a cluster that has none itself. */
  private static final Duration CHECKPOINTS = Duration.ofSeconds(30);

  private MeteringMain() {}

  /**
   * Adds the job to the cluster that {@code flink run} talks to.
   *
   * <p>Of what is for a person to mend, Flink's client prints the message alone, and ends with 1.
   */
  public static void main(String[] arguments) throws Exception {
    try {
      run(arguments);
    } catch (ConfigException
        | KafkaUnusableException
        | DataDirectoryException
        | CommitRefusedException
        | UnusableFileException known) {
      throw JobClient.refusal(known.getMessage());
    }
  }

  private static void run(String[] arguments) throws Exception {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      throw JobClient.refusal("Usage: flink run truecost-metering.jar --config metering.yaml");
    }
    MeteringFile file = MeteringFile.read(Path.of(arguments[1]));
    JobClient cluster = JobClient.current();
    cluster.run(plan(file, cluster), file.parallelism(), "truecost-metering " + file.lineage());
  }

  private static KafkaMeteringJob.Run plan(MeteringFile file, JobClient cluster)
      throws IOException {
    // Of one slot at least; the parallelism may be the cluster's to say.
    ComparisonPlan.requireMemory(
        file.catalog().sources().values(),
        file.config().sourcesFile(),
        file.slotBytes() * file.parallelism().orElse(1));
    KafkaTopics topics = KafkaTopics.describe(file.servers(), file.topics(), file.client());
    DataDirectory data = DataDirectory.create(file.data());
    DataDirectory.Newest newest = data.newest();
    Commit head = newest.commit();
    if (cluster.startsWithoutState()) {
      data.log().requireNotBehind(new Change.Checkpoint(file.lineage(), 0));
    }
    new ClientKeys(file.keyFile()).check();
    // Once it has committed, only its state says where it goes on; a group may have been forgotten.
    if (!cluster.startsWithState() && !head.lineages().containsKey(file.lineage())) {
      topics =
          topics.goingOnFrom(
              file.start().groupOr(StartingPoint.groupOf(file.lineage())),
              file.servers(),
              file.client());
      topics.notes().forEach(System.out::println);
    }
    // What this job itself has committed lies before the position it is restored to, so whether
    // that is known to the plan makes no difference. What others have must not be metered again.
    topics.dropped(head.offsets()).forEach(System.out::println);
    KafkaPlan plan =
        KafkaPlan.of(topics.cluster(), file.pushed(), head.offsets(), head.revisions());
    ComparisonPlan comparison = ComparisonPlan.of(file.catalog().sources().values(), data, head);
    comparison.requireFiles();
    return new KafkaMeteringJob.Run(
        file.config(),
        file.servers(),
        file.topics(),
        file.client(),
        plan.knowing(newest.covered()),
        comparison,
        file.start().behind(topics.behind(plan)),
        false,
        new RunLineage(
            file.lineage(), file.catalog().definition().label(), file.catalog().digest()),
        data.path(),
        file.keyFile(),
        MeterCaps.of(file.slotBytes(), 1),
        MeterCaps.totalBytes(file.slotBytes(), 1),
        file.checkpoints().or(cluster::checkpointInterval).orElse(CHECKPOINTS),
        file.publications());
  }
}
