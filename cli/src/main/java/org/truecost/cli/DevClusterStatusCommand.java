package org.truecost.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.devcluster.ClusterStatus;
import org.truecost.devcluster.ClusterStatus.ProcessStatus;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.FlinkRest;
import org.truecost.devcluster.Liveness;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.reports.render.TextRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost dev-cluster status}. */
@Command(
    name = "status",
    header = "Show the cluster's processes, ports, slots and jobs.",
    description = "Its exit code is 0 if everything runs and serves, 1 if not.")
final class DevClusterStatusCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private DevClusterDirectory directory;

  @Option(names = "--json", order = 80, description = "JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Optional<ClusterStatus> status = DevCluster.status(directory.path());
    if (json) {
      writeJson(status, common.out());
    } else if (status.isEmpty() || !status.get().isUp()) {
      common.out().println("No cluster runs in " + directory.path() + ".");
      common.note("Start one with: " + directory.command("up"));
    } else {
      TextRenderer.write(report(status.get()), common.out());
    }
    return status.isPresent() && status.get().isWhole() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private Report report(ClusterStatus status) {
    List<String> notes = new ArrayList<>();
    for (String missing : status.missing()) {
      notes.add(missing + ".");
    }
    if (status.processes().stream().anyMatch(each -> each.liveness() == Liveness.DEAD)) {
      notes.add("Restart what is dead with: " + directory.command("up"));
    }
    String slots =
        status
            .flink()
            .map(flink -> flink.freeSlots() + " of " + flink.slots() + " slots are free")
            .orElse("Flink does not answer");
    return new Report(
        "The cluster in " + status.directory() + ": " + slots,
        Map.of(),
        List.of(processes(status), jobs(status)),
        notes);
  }

  private static ReportTable processes(ClusterStatus status) {
    List<List<Object>> rows = new ArrayList<>();
    for (ProcessStatus process : status.processes()) {
      rows.add(
          List.of(
              process.name(),
              text(process.liveness()),
              process.pid() == 0 ? "" : Long.toString(process.pid()),
              address(process),
              metrics(process)));
    }
    return new ReportTable(
        "processes",
        "",
        List.of(
            new ReportColumn("name", "process", Style.TEXT),
            new ReportColumn("state", "state", Style.TEXT),
            new ReportColumn("pid", "pid", Style.TEXT),
            new ReportColumn("address", "address", Style.TEXT),
            new ReportColumn("metrics", "metrics", Style.TEXT)),
        rows,
        null);
  }

  private static ReportTable jobs(ClusterStatus status) {
    List<List<Object>> rows = new ArrayList<>();
    for (FlinkRest.Job job : status.jobs()) {
      rows.add(List.of(job.id(), job.name(), job.state().toLowerCase(Locale.ROOT)));
    }
    return new ReportTable(
        "jobs",
        "",
        List.of(
            new ReportColumn("id", "job", Style.TEXT),
            new ReportColumn("name", "name", Style.TEXT),
            new ReportColumn("state", "state", Style.TEXT)),
        rows,
        null);
  }

  private static String address(ProcessStatus process) {
    return switch (process.role()) {
      case KAFKA, ZOOKEEPER -> "127.0.0.1:" + process.port();
      case JOB_MANAGER -> "http://127.0.0.1:" + process.port();
      case TASK_MANAGER -> "";
    };
  }

  private static String metrics(ProcessStatus process) {
    return process.metricsPort() == 0
        ? ""
        : "http://127.0.0.1:" + process.metricsPort() + "/metrics";
  }

  private static String text(Liveness liveness) {
    return liveness.name().toLowerCase(Locale.ROOT);
  }

  static void writeJson(Optional<ClusterStatus> found, PrintWriter out) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("up", found.isPresent() && found.get().isUp());
    root.put("whole", found.isPresent() && found.get().isWhole());
    if (found.isPresent()) {
      ClusterStatus status = found.get();
      root.put("directory", status.directory().toString());
      root.put("bootstrap_servers", status.bootstrapServers());
      ArrayNode rest = root.putArray("rest");
      status.rest().forEach(address -> rest.add(address.toString()));
      root.put("kafka_answers", status.kafkaAnswers());
      if (status.flink().isPresent()) {
        FlinkRest.Overview flink = status.flink().get();
        root.putObject("flink")
            .put("task_managers", flink.taskManagers())
            .put("slots", flink.slots())
            .put("free_slots", flink.freeSlots());
      } else {
        root.putNull("flink");
      }
      ArrayNode processes = root.putArray("processes");
      for (ProcessStatus process : status.processes()) {
        processes
            .addObject()
            .put("name", process.name())
            .put("state", text(process.liveness()))
            .put("pid", process.pid())
            .put("port", process.port())
            .put("metrics", metrics(process))
            .put("log", process.log().toString());
      }
      ArrayNode jobs = root.putArray("jobs");
      for (FlinkRest.Job job : status.jobs()) {
        jobs.addObject().put("id", job.id()).put("name", job.name()).put("state", job.state());
      }
      ArrayNode missing = root.putArray("missing");
      status.missing().forEach(missing::add);
    }
    out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }
}
