package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.Progress;
import org.truecost.metering.job.MetricsPort;
import org.truecost.metering.job.StartingPoint;
import org.truecost.metering.kafka.KafkaMetering;
import org.truecost.reports.LineFates;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.tables.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost meter}. */
@Command(
    name = "meter",
    header = "Meter logs from Kafka into a data directory, exactly once.",
    description = {
      "Reads what truecost publish, or a CDN itself, put into the topics, through embedded Flink. It"
          + " may be killed at any moment: --resume goes on from its newest checkpoint.",
      "Without --resume it begins a new job, which passes over all that is committed already."
    })
final class MeterCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private MetricsOption metrics;
  @Mixin private KafkaOptions kafka;
  @Mixin private MeteringOptions metering;
  @Mixin private KeysOption keys;
  @Spec private CommandSpec spec;

  private final Thread stopped =
      new Thread(() -> common.note("Stopped; go on with --resume."), "stopped");

  @Option(
      names = "--topic",
      paramLabel = "TOPIC[=SOURCE]",
      description =
          "A topic to read; repeatable. SOURCE says whose lines those are that come without"
              + " headers, as CDNs push them. Default: access-logs.")
  private List<String> topics = List.of("access-logs");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The data directory; made if missing.")
  private Path out;

  @Option(
      names = "--checkpoints",
      required = true,
      paramLabel = "DIR",
      description = "Where checkpoints go; made if missing.")
  private Path checkpoints;

  @Option(names = "--resume", description = "Go on from the newest complete checkpoint.")
  private boolean resume;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "earliest",
      description =
          "Where a new job begins: earliest, latest, a time such as 2026-11-01T00:00:00Z, or"
              + " group=NAME for what a consumer group has committed. Default: ${DEFAULT-VALUE}.")
  private String from;

  @Option(
      names = "--until-now",
      description = "End at the last records that are there at the start, with a commit.")
  private boolean untilNow;

  @Option(
      names = "--publish-every",
      paramLabel = "TIME",
      converter = TimeLimitConverter.class,
      defaultValue = "10m",
      description = "Time between commits: 30s, 10m. Default: ${DEFAULT-VALUE}.")
  private Duration publishEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME",
      converter = TimeLimitConverter.class,
      defaultValue = "30s",
      description = "Time between checkpoints. Default: ${DEFAULT-VALUE}.")
  private Duration checkpointEvery;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Metering operators. Default: one per core.")
  private Integer parallelism;

  @Override
  public Integer call() throws Exception {
    EventLog.open(common);
    KafkaMetering.Options options = options();
    Progress.current().reset();
    String lineage;
    try (ProgressDisplay display = ProgressDisplay.start(common, MeterCommand::progress)) {
      lineage = KafkaMetering.run(options, this::begins);
    } finally {
      forgetStop();
    }
    return tellFates(lineage);
  }

  private void forgetStop() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopped);
    } catch (IllegalStateException e) {
      // The process is ending: it says so.
    }
  }

  private static String progress() {
    return String.format(Locale.ROOT, "%,d lines metered", Progress.current().lines());
  }

  /** From here on there is something to resume. */
  private void begins(KafkaMetering.Beginning beginning) {
    Runtime.getRuntime().addShutdownHook(stopped);
    beginning.notes().forEach(common::note);
    if (beginning.restored().isPresent()) {
      common.note(
          "Job "
              + beginning.lineage()
              + " goes on from its checkpoint "
              + beginning.restored().get().number()
              + ".");
    } else if (beginning.goesOn() > 0) {
      common.note(
          "Another job has metered the beginning of "
              + (beginning.goesOn() == 1 ? "a partition" : beginning.goesOn() + " partitions")
              + "; this one goes on behind it.");
    }
  }

  /** A job that comes to its end says what became of the lines; what has no fate is a bug. */
  private int tellFates(String lineage) throws Exception {
    DataDirectory data = DataDirectory.open(out);
    try (TrueCostDatabase database =
        TrueCostDatabase.open(data, data.log().head(), TrueCostDatabase.Access.RESTRICTED)) {
      LineFates fates = LineFates.ofRun(database.connection(), lineage);
      common.note(
          String.format(
              Locale.ROOT, "Metered %,d lines.", fates.total().physicalLines().longValueExact()));
      return fates.holds() ? ExitCodes.OK : ExitCodes.BUG;
    }
  }

  private KafkaMetering.Options options() throws IOException, CommandException {
    if (parallelism != null && (parallelism < 1 || parallelism > 64)) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism must be from 1 to 64: " + parallelism);
    }
    MeteringConfig config = metering.config(common);
    Map<String, String> pushed = new HashMap<>();
    for (String topic : topics) {
      int equals = topic.indexOf('=');
      if (equals > 0) {
        pushed.put(topic.substring(0, equals), topic.substring(equals + 1));
      }
    }
    if (DataDirectory.isAddress(checkpoints.toString())) {
      throw new ParameterException(
          spec.commandLine(),
          "--checkpoints "
              + checkpoints
              + " is an address; it must be a directory. A job on a cluster may have its"
              + " checkpoints in an object store.");
    }
    Path absolute = out.toAbsolutePath().normalize();
    if (checkpoints.toAbsolutePath().normalize().startsWith(absolute)) {
      throw new ParameterException(
          spec.commandLine(), "--checkpoints must lie outside the data directory " + out);
    }
    return new KafkaMetering.Options(
        config,
        kafka.servers(),
        topics.stream().map(topic -> topic.split("=", 2)[0]).toList(),
        kafka.client(),
        pushed,
        start(),
        untilNow,
        out,
        keys.of(out),
        checkpoints,
        resume,
        parallelism == null ? Runtime.getRuntime().availableProcessors() : parallelism,
        checkpointEvery,
        publishEvery,
        Runtime.getRuntime().maxMemory(),
        served());
  }

  private Optional<MetricsPort> served() throws IOException, CommandException {
    Optional<MetricsPort> port = metrics.serve(MetricsPort::bind);
    port.ifPresent(taken -> common.note("Metrics at " + metrics.url(taken.number()) + "."));
    return port;
  }

  private StartingPoint start() {
    if (from.equals("group")) {
      throw new ParameterException(
          spec.commandLine(),
          "--from group needs a name, as in --from group=NAME: each new job has a group of its own,"
              + " in which nothing is committed yet");
    }
    return StartingPoint.parse(from)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--from must be earliest, latest, group=NAME, or a time such as"
                        + " 2026-11-01T00:00:00Z: "
                        + from));
  }
}
