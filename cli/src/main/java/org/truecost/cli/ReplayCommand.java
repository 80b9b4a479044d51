package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.metering.replay.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code truecost replay}. */
@Command(
    name = "replay",
    header = "Meter log files into a data directory.",
    description = {
      "Reads log files through embedded Flink into committed Parquet: all of them become visible by"
          + " one commit, or none. What was metered before is not metered again.",
      "A file belongs to the first source whose `files:` globs match its path below the directory"
          + " given. README, LICENSE and *.md files found beside logs are passed over."
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private MeteringOptions metering;
  @Mixin private KeysOption keys;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "LOGS",
      arity = "1..*",
      description = "Log files, and directories of them; plain, gzip or zstd.")
  private List<Path> logs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The data directory; made if missing.")
  private Path out;

  @Option(
      names = "--source",
      paramLabel = "ID",
      description = "The source of every file, whatever its name.")
  private String source;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description =
          "Events later than this are rejected: 2026-11-01 or 2026-11-01T12:00:00Z. Default: now.")
  private Instant asOf;

  @Option(
      names = "--force",
      paramLabel = "FILE",
      description =
          "Meter this file's whole batch again and swap it in; give all its files as LOGS. A path"
              + " on disk, or its name in the ledger. Repeatable.")
  private List<Path> force = List.of();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Metering operators, at most 64. Default: one per core.")
  private Integer parallelism;

  @Option(
      names = "--block-size",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "Aimed-at size of a block of lines, such as 256KiB, the default.")
  private Long blockBytes;

  @Override
  public Integer call() throws Exception {
    requireSense();
    Replay.Options options = options();
    ReplayRun run = ReplayRun.of(common, options);
    output.write(ReplaySummary.of(run, options), common.out());
    common.note(String.format(Locale.ROOT, "It took %.1f s.", run.elapsed().toMillis() / 1000.0));
    return run.exitCode();
  }

  private void requireSense() {
    if (parallelism != null && parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism must be at least 1: " + parallelism);
    }
    if (parallelism != null && parallelism > Replay.MOST_PARALLELISM) {
      throw new ParameterException(
          spec.commandLine(),
          "--parallelism must be at most "
              + Replay.MOST_PARALLELISM
              + ": "
              + parallelism
              + "; more than one per core makes nothing faster");
    }
    // One of many may have been rotated away: that is listed. But none is a slip.
    if (logs.stream().noneMatch(Files::exists)) {
      throw new ParameterException(spec.commandLine(), CommonOptions.missing("LOGS", logs));
    }
  }

  private Replay.Options options() throws IOException {
    Replay.Options defaults =
        Replay.Options.of(logs, metering.config(common), out, asOf == null ? Instant.now() : asOf);
    return new Replay.Options(
        logs,
        defaults.workingDirectory(),
        defaults.config(),
        Optional.ofNullable(source),
        out,
        keys.of(out),
        defaults.asOf(),
        force,
        parallelism == null ? defaults.parallelism() : parallelism,
        blockBytes == null ? defaults.blockBytes() : Math.toIntExact(blockBytes),
        defaults.memoryBytes());
  }
}
