package org.truecost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.truecost.metering.kafka.ReadableAgain;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Lease;
import org.truecost.tables.Rewind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code truecost rewind}. */
@Command(
    name = "rewind",
    header = "Take away what a metering job committed after a checkpoint.",
    description = {
      "Rows, covered files and covered offsets go in one commit, after which a new job without a"
          + " state meters them again. Without --apply it only says what would go.",
      "Refused if Kafka has dropped the records, or if the rows cannot be told from others any more:"
          + " compacted, expired, or another job has committed since."
    })
final class RewindCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private KafkaOptions kafka;
  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  @Option(
      names = "--job",
      required = true,
      paramLabel = "LINEAGE",
      description = "The job: `lineage` of metering.yaml, or run_id of its rows.")
  private String job;

  @Option(
      names = "--to-checkpoint",
      required = true,
      paramLabel = "N",
      description = "What it committed after this checkpoint goes; 0 for all.")
  private long checkpoint;

  @Option(names = "--apply", description = "Do it.")
  private boolean apply;

  @Override
  public Integer call() throws Exception {
    if (checkpoint < 0) {
      throw new ParameterException(
          spec.commandLine(), "--to-checkpoint must be 0 or more: " + checkpoint);
    }
    Map<String, String> client = kafka.client();
    DataDirectory directory = data.open();
    Rewind rewind;
    if (apply) {
      try (Lease lease = Lease.acquire(directory, "rewind")) {
        rewind = planned(directory, client);
        if (!rewind.isEmpty()) {
          rewind.apply(directory, lease);
        }
      }
    } else {
      rewind = planned(directory, client);
    }
    output.write(RewindReport.of(rewind, job, apply), common.out());
    return ExitCodes.OK;
  }

  private Rewind planned(DataDirectory directory, Map<String, String> client) throws Exception {
    Rewind rewind = Rewind.plan(directory, job, checkpoint);
    ReadableAgain.require(kafka.servers(), client, rewind.offsets());
    return rewind;
  }
}
