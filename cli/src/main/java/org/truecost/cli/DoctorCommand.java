package org.truecost.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.doctor.Doctor;
import org.truecost.rating.RateCardLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecost doctor}. */
@Command(
    name = "doctor",
    header = "Say what logs can support, what not, and what to switch on.",
    description = {
      "Looks at a sample of the files of each source: whether they have its format, what its lines"
          + " hold, and which field to switch on at that CDN for what is missing."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "LOGDIR", arity = "1..*", description = "Directories of logs, or files.")
  private List<Path> logs;

  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "What the logs are. Default: sources.yaml of the configuration.")
  private Path sources;

  @Override
  public Integer call() throws Exception {
    if (logs.stream().noneMatch(Files::exists)) {
      throw new CommandException(ExitCodes.USAGE, CommonOptions.missing("LOGDIR", logs) + ".");
    }
    MeteringCatalog catalog =
        MeteringCatalog.load(MeteringOptions.config(common, sources, "default"));
    Doctor doctor =
        Doctor.examine(logs, catalog.sources().values(), RateCardLoader.load(common.config()));
    output.write(DoctorReport.of(doctor), common.out());
    return doctor.isFine() ? ExitCodes.OK : ExitCodes.PARTIAL;
  }
}
