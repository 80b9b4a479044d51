package org.truecost.cli;

import java.util.concurrent.Callable;
import org.truecost.devcluster.DevCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost dev-cluster down}. */
@Command(
    name = "down",
    header = "Stop the cluster.",
    description =
        "Its processes are asked to end, and killed after 15 seconds. Topics, checkpoints and logs"
            + " stay for the next start.")
final class DevClusterDownCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private DevClusterDirectory directory;

  @Option(
      names = "--delete",
      description = "Remove topics, checkpoints, logs and all else the cluster has written, too.")
  private boolean delete;

  @Override
  public Integer call() throws Exception {
    DevCluster.Down down = DevCluster.down(directory.path(), delete);
    int count = down.ended().size() + down.killed().size();
    common
        .out()
        .println(
            count == 0
                ? "No cluster runs in " + directory.path() + "."
                : "The cluster in "
                    + directory.path()
                    + " is down: "
                    + count
                    + " processes ended.");
    if (!down.killed().isEmpty()) {
      common.note("Had to be killed: " + String.join(", ", down.killed()));
    }
    if (delete) {
      common.note("What it had written is removed.");
    }
    return ExitCodes.OK;
  }
}
