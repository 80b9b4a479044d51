package org.truecost.metering.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.config.Problems;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.Progress;
import org.truecost.metering.RunLineage;
import org.truecost.metering.TemporaryDirectory;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.job.KafkaMeteringJob;
import org.truecost.metering.job.MetricsPort;
import org.truecost.metering.job.StartingPoint;
import org.truecost.metering.kafka.Checkpoints.Checkpoint;
import org.truecost.metering.kafka.KafkaUnusableException.Reason;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.Lease;
import org.truecost.tables.OpenJobs;
import org.truecost.tables.PendingFiles;

/** Meters Kafka topics in this JVM into a data directory, exactly once. */
public final class KafkaMetering {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaMetering.class);

  private KafkaMetering() {}

  /**
   * What to meter, and how.
   *
   * @param config configuration
   * @param servers Kafka's bootstrap servers
   * @param topics what to read
   * @param client more settings of the consumer
   * @param pushed topic to the source of lines that come without headers
   * @param start where to begin without a checkpoint
   * @param untilNow whether to end at the last records that are there at the start
   * @param directory data directory, made if missing
   * @param keyFile keys of clients' pseudonyms, made if missing
   * @param checkpoints where checkpoints go
   * @param resume whether to go on from the newest one
   * @param parallelism metering operators
   * @param checkpointInterval time between checkpoints
   * @param publishInterval time between commits
   * @param memoryBytes heap to plan for
   * @param metrics where {@link org.truecost.metering.job.MetricsPort} has them served
   */
  public record Options(
      MeteringConfig config,
      String servers,
      List<String> topics,
      Map<String, String> client,
      Map<String, String> pushed,
      StartingPoint start,
      boolean untilNow,
      Path directory,
      Path keyFile,
      Path checkpoints,
      boolean resume,
      int parallelism,
      Duration checkpointInterval,
      Duration publishInterval,
      long memoryBytes,
      Optional<MetricsPort> metrics) {
    public Options {
      requireNonNull(config, "config");
      topics = List.copyOf(topics);
      client = Map.copyOf(client);
      pushed = Map.copyOf(pushed);
    }
  }

  /**
   * What a job goes on from.
   *
   * @param lineage the job's name over all its restarts
   * @param restored the checkpoint it goes on from
   * @param goesOn partitions whose first records another job has metered
   * @param notes what else a person should know
   */
  public record Beginning(
      String lineage, Optional<Checkpoint> restored, int goesOn, List<String> notes) {
    public Beginning {
      notes = List.copyOf(notes);
    }
  }

  /** Told before the first record is read. */
  public interface Listener {
    void begins(Beginning beginning);
  }

  /**
   * Meters until the end of the topics, or for ever.
   *
   * @return the job's lineage, which its rows have as their run
   * @throws KafkaUnusableException if Kafka or a topic cannot be used
   * @throws DataDirectoryException if the data directory cannot be used
   * @throws org.truecost.config.ConfigException if the configuration cannot be used
   */
  public static String run(Options options, Listener listener) throws IOException {
    MeteringCatalog catalog = MeteringCatalog.load(options.config());
    requireSources(options, catalog);
    ComparisonPlan.requireMemory(
        catalog.sources().values(), options.config().sourcesFile(), options.memoryBytes());
    Progress.current().reset();
    KafkaTopics topics =
        KafkaTopics.describe(options.servers(), options.topics(), options.client())
            .goingOnFrom(
                options.resume() ? Optional.empty() : options.start().groupOr(""),
                options.servers(),
                options.client());
    DataDirectory data = DataDirectory.create(options.directory());
    try (Lease lease = Lease.ofJob(data, "meter")) {
      DataDirectory.Newest newest = data.newest();
      Commit head = newest.commit();
      ComparisonPlan comparison = ComparisonPlan.of(catalog.sources().values(), data, head);
      comparison.requireFiles();
      Checkpoints checkpoints = new Checkpoints(options.checkpoints());
      OpenJobs jobs = new OpenJobs(data);
      Optional<Checkpoint> restored = Optional.empty();
      String lineage;
      if (options.resume()) {
        lineage =
            checkpoints
                .lineage()
                .orElseThrow(() -> nothingToResume(options.checkpoints(), "no job has begun"));
        restored = checkpoints.newest(lineage);
        if (!jobs.isOpen(lineage)) {
          throw nothingToResume(
              options.checkpoints(),
              "job " + lineage + " has ended, was taken back, or another began after it");
        }
        if (!jobs.isAlone(lineage, head)) {
          throw nothingToResume(
              options.checkpoints(),
              "since job "
                  + lineage
                  + " began, a replay has metered logs into "
                  + options.directory()
                  + ", and the job's totals may hold the same lines");
        }
        requireSameEnd(lineage, checkpoints.endsByItself(lineage), options.untilNow());
        if (restored.isPresent()) {
          data.log().requireNotBehind(new Change.Checkpoint(lineage, restored.get().number()));
        } else if (head.lineages().containsKey(lineage)) {
          throw nothingToResume(
              options.checkpoints(), "job " + lineage + " has committed, but left no checkpoint");
        }
      } else {
        lineage = checkpoints.begin();
        jobs.begin(lineage, head);
        if (options.untilNow()) {
          checkpoints.endByItself(lineage);
        }
      }
      new PendingFiles(data, lineage).forgetAfter(restored.map(Checkpoint::number).orElse(0L));
      KafkaPlan plan =
          KafkaPlan.of(
              topics.cluster(),
              options.pushed(),
              // Also of a restored job: what it has committed itself lies before its position, and
              // behind that may lie what others have.
              head.offsets(),
              head.revisions());
      new ClientKeys(options.keyFile()).check();
      var known = topics.behind(plan);
      listener.begins(
          new Beginning(
              lineage,
              restored,
              topics.metered(plan).size(),
              Stream.concat(topics.notes().stream(), topics.dropped(head.offsets()).stream())
                  .toList()));
      KafkaMeteringJob.Run run =
          new KafkaMeteringJob.Run(
              options.config(),
              options.servers(),
              options.topics(),
              options.client(),
              plan.knowing(newest.covered()),
              comparison,
              options.start().behind(known),
              options.untilNow(),
              new RunLineage(lineage, catalog.definition().label(), catalog.digest()),
              data.path(),
              options.keyFile(),
              MeterCaps.of(options.memoryBytes(), options.parallelism()),
              MeterCaps.totalBytes(options.memoryBytes(), options.parallelism()),
              options.checkpointInterval(),
              options.publishInterval());
      Files.createDirectories(checkpoints.of(lineage));
      LOG.info(
          "event=job_started lineage={} checkpoint={} topics={}",
          lineage,
          restored.map(Checkpoint::number).orElse(0L),
          options.topics());
      execute(
          run,
          options.parallelism(),
          checkpoints.of(lineage),
          restored.map(Checkpoint::path),
          options.metrics());
      LOG.info("event=job_ended lineage={}", lineage);
      jobs.end(lineage);
      return lineage;
    }
  }

  private static void requireSources(Options options, MeteringCatalog catalog) {
    Problems problems = new Problems();
    options
        .pushed()
        .values()
        .forEach(
            source -> {
              if (!catalog.sources().containsKey(source)) {
                problems.add(
                    Path.of(options.config().sourcesFile()),
                    "",
                    "has no source \""
                        + source
                        + "\""
                        + Problems.hint(source, catalog.sources().keySet()));
              }
            });
    problems.throwIfAny();
  }

  /** Where partitions end is in the checkpoint: another end would be passed over in silence. */
  private static void requireSameEnd(String lineage, boolean ended, boolean ends)
      throws KafkaUnusableException {
    if (ended != ends) {
      throw new KafkaUnusableException(
          Reason.REFUSED,
          "Job "
              + lineage
              + (ended
                  ? " was begun with --until-now, and is resumed with it only."
                  : " was begun without --until-now, and is resumed without it only.")
              + " Or begin a new job, without --resume: what is committed is not metered again.",
          null);
    }
  }

  private static KafkaUnusableException nothingToResume(Path checkpoints, String why) {
    return new KafkaUnusableException(
        Reason.REFUSED,
        "There is nothing to resume in "
            + checkpoints
            + ": "
            + why
            + ". Start without --resume: what is committed is not metered again.",
        null);
  }

  private static void execute(
      KafkaMeteringJob.Run run,
      int parallelism,
      Path checkpoints,
      Optional<Path> restored,
      Optional<MetricsPort> metrics)
      throws IOException {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      KafkaMeteringJob.runEmbedded(
          run, parallelism, checkpoints, restored, metrics, temporary.path());
    } catch (IOException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Metering was interrupted; go on with --resume.", e);
    } catch (Exception e) {
      throw cause(e);
    }
  }

  /** What a person must know of a failed job: the first cause that is not Flink's wrapping. */
  private static IOException cause(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io
          && cause.getClass().getName().startsWith("org.truecost.")) {
        return io;
      }
      if (cause instanceof org.apache.kafka.common.KafkaException kafka) {
        boolean refused =
            kafka instanceof AuthorizationException || kafka instanceof AuthenticationException;
        return new KafkaUnusableException(
            refused ? Reason.NOT_AUTHORIZED : Reason.UNUSABLE,
            "Reading from Kafka failed; go on with --resume: " + kafka.getMessage(),
            kafka);
      }
    }
    throw new IllegalStateException("The metering job failed", failure);
  }
}
