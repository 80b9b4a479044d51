package org.truecost.cli;

import java.util.concurrent.Callable;
import org.truecost.reports.Compaction;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost compact}. */
@Command(
    name = "compact",
    header = "Merge small files and equal keys of a data directory.",
    description =
        "Sums are equal before, during and after. Old commits, and files that no kept commit names,"
            + " are removed from disk. It may run beside a metering job, but not beside a replay.")
final class CompactCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Commits to keep, the newest first, with the files they name; who still reads an older"
              + " one fails. Default: ${DEFAULT-VALUE}.")
  private int keep;

  @Override
  public Integer call() throws Exception {
    if (keep < 1) {
      throw new ParameterException(spec.commandLine(), "--keep must be at least 1: " + keep);
    }
    DataDirectory directory = data.open();
    try (Lease lease = Lease.ofMaintenance(directory, "compact");
        ProgressDisplay display =
            ProgressDisplay.start(common, () -> "Compacting " + data.path())) {
      Compaction.Compacted done = Compaction.run(directory, lease, keep);
      display.close();
      output.write(CompactReport.of(done, data.path(), keep), common.out());
    }
    return ExitCodes.OK;
  }
}
