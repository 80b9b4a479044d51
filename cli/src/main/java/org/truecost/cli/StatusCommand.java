package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.completeness.Thresholds;
import org.truecost.completeness.ThresholdsLoader;
import org.truecost.config.ConfigDirectory;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.kafka.ReaderLag;
import org.truecost.reports.Status;
import org.truecost.reports.StatusDocument;
import org.truecost.reports.StatusReport;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.PartitionLag;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost status}. */
@Command(
    name = "status",
    header = "Say of each source and day whether all of it has come.",
    description = {
      "One word a day: open (it has not ended), settling (lines may still come in time), complete,"
          + " or gap. What is expected of a source its `expect:` says, else its habit.",
      "Thresholds are in status.yaml of the configuration."
    })
final class StatusCommand implements Callable<Integer> {
  /** More days are hardly a status. */
  private static final int MOST_DAYS = 400;

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "What is expected. Default: sources.yaml of the configuration.")
  private Path sources;

  @Option(names = "--source", paramLabel = "ID", description = "Only this source.")
  private String source;

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      converter = MonthsConverter.class,
      description =
          "Days of this month, UTC, or several: 2026-09..2026-10. Default: 35 days, up to --as-of"
              + " or a week after the newest line.")
  private MonthsConverter.Months months;

  @Option(
      names = "--since",
      paramLabel = "DATE",
      description = "Days from this one on, such as 2026-10-20, instead of --month.")
  private LocalDate since;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description =
          "What counts as now: a time with its zone, or a UTC date. It moves the clock, not the"
              + " data. Default: now.")
  private Instant asOf;

  @Option(
      names = "--check",
      description = "End with exit code 14 if there is a gap or a warning, for a cron job.")
  private boolean check;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "A topic to ask about; repeatable, needs --bootstrap. Default: those that were metered.")
  private List<String> topics = List.of();

  /** To be asked what is not metered yet. */
  @ArgGroup(exclusive = false)
  private KafkaOptions kafka;

  @Override
  public Integer call() throws Exception {
    requireSense();
    ConfigDirectory config = common.config();
    Thresholds thresholds = ThresholdsLoader.load(config);
    List<Source> configured = configured(config);
    Instant now = asOf == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : asOf;
    DataDirectory directory = data.open();
    try (TrueCostDatabase database =
        TrueCostDatabase.open(directory, TrueCostDatabase.Access.PUBLIC)) {
      Status status;
      try {
        status =
            new StatusReport(database.connection(), configured, thresholds)
                .run(from(), to(), Optional.ofNullable(source), lag(database), now);
      } catch (StatusReport.UnknownSourceException unknown) {
        throw new CommandException(ExitCodes.FAILED, unknown.getMessage());
      }
      output.write(StatusDocument.of(status), common.out());
      return check && status.needsAttention() ? ExitCodes.ATTENTION : ExitCodes.OK;
    }
  }

  private void requireSense() {
    if (months != null && since != null) {
      throw wrong("--month and --since do not go together");
    }
    if (kafka == null && !topics.isEmpty()) {
      throw wrong("--topic needs --bootstrap");
    }
    if (months != null && months.all().size() > 12) {
      throw wrong("--month takes at most twelve months");
    }
    if (since != null) {
      LocalDate today = LocalDate.ofInstant(asOf == null ? Instant.now() : asOf, ZoneOffset.UTC);
      if (since.isAfter(today) || since.plusDays(MOST_DAYS).isBefore(today)) {
        throw wrong(
            "--since must lie at most "
                + MOST_DAYS
                + " days before --as-of, "
                + today
                + ": "
                + since);
      }
    }
  }

  private Optional<LocalDate> from() {
    return months == null ? Optional.ofNullable(since) : Optional.of(months.all().get(0).atDay(1));
  }

  private Optional<LocalDate> to() {
    return months == null
        ? Optional.empty()
        : Optional.of(months.all().get(months.all().size() - 1).atEndOfMonth());
  }

  /** Sources of the configuration; none if it has no file of them and none is named. */
  private List<Source> configured(ConfigDirectory config) throws IOException {
    Path file = sources == null ? common.configPath().resolve(SourcesLoader.DEFAULT_PATH) : sources;
    return sources == null && !Files.isRegularFile(file)
        ? List.of()
        : MeteringCatalog.sources(file, Files.readAllBytes(file), config);
  }

  private Optional<List<PartitionLag>> lag(TrueCostDatabase database) throws IOException {
    if (kafka == null) {
      return Optional.empty();
    }
    return Optional.of(
        ReaderLag.ask(kafka.servers(), topics, kafka.client(), database.commit().offsets()));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
