package org.truecost.devcluster;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration that all of Flink's processes and its client share.
 *
 * @see <a href="https://nightlies.apache.org/flink/flink-docs-release-2.3/docs/deployment/config/">
 *     Flink's configuration</a>
 */
final class FlinkConfiguration {
  /** Begins the keys that say where a process serves its metrics. */
  static final String METRICS = "metrics.reporter.truecost.";

  private static final String LOCAL_REPORTER =
      "org.apache.flink.metrics.prometheus.LocalPrometheusReporter$Factory";
  private static final String LOCAL = "127.0.0.1";

  private FlinkConfiguration() {}

  /** The content of {@code config.yaml}. */
  static String yaml(Settings settings, Ports ports, Layout layout) {
    StringBuilder yaml =
        new StringBuilder("# Written by truecost dev-cluster up, at each start.\n");
    keys(settings, ports, layout)
        .forEach(
            (key, value) -> {
              // A JSON text is a YAML text, whatever is in a path.
              yaml.append(key).append(": \"");
              JsonStringEncoder.getInstance().quoteAsString(value, yaml);
              yaml.append("\"\n");
            });
    return yaml.toString();
  }

  static Map<String, String> keys(Settings settings, Ports ports, Layout layout) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("jobmanager.rpc.address", LOCAL);
    keys.put("jobmanager.rpc.port", Integer.toString(ports.of(Ports.rpc(1))));
    keys.put("jobmanager.bind-host", LOCAL);
    keys.put("taskmanager.host", LOCAL);
    keys.put("taskmanager.bind-host", LOCAL);
    keys.put("rest.address", LOCAL);
    keys.put("rest.bind-address", LOCAL);
    keys.put("rest.port", Integer.toString(ports.of(Ports.rest(1))));
    keys.put("rest.bind-port", Integer.toString(ports.of(Ports.rest(1))));

    keys.put("jobmanager.memory.heap.size", "448m");
    keys.put("jobmanager.memory.off-heap.size", "128m");
    keys.put("jobmanager.memory.jvm-metaspace.size", "192m");
    keys.put("jobmanager.memory.jvm-overhead.min", "64m");
    keys.put("jobmanager.memory.jvm-overhead.max", "64m");
    keys.put("taskmanager.cpu.cores", Integer.toString(settings.slots()));
    keys.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
    keys.putAll(TaskManagerMemory.of(settings.memoryMiB(), settings.slots()).flinkKeys());
    // Or a job of two tasks sits in one TaskManager, and no fault of the other is felt.
    keys.put("taskmanager.load-balance.mode", "SLOTS");

    keys.put("execution.checkpointing.dir", uri(layout.checkpoints()));
    keys.put("execution.checkpointing.savepoint-dir", uri(layout.savepoints()));
    keys.put("execution.checkpointing.interval", "10 s");
    keys.put("execution.checkpointing.num-retained", "3");
    keys.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    // Some fail whenever a process dies; that must not fail the job.
    keys.put("execution.checkpointing.tolerable-failed-checkpoints", "100");
    keys.put("restart-strategy.type", "fixed-delay");
    keys.put("restart-strategy.fixed-delay.attempts", "1000");
    keys.put("restart-strategy.fixed-delay.delay", "1 s");
    keys.put("heartbeat.interval", "2 s");
    keys.put("heartbeat.timeout", "8 s");

    // Truecost's, which Flink finds by its name; its port differs from process to process.
    keys.put(METRICS + "factory.class", LOCAL_REPORTER);
    keys.put(METRICS + "host", LOCAL);
    // Or pypi-files would be pypi_files.
    keys.put(METRICS + "filterLabelValueCharacters", "false");

    if (settings.highAvailability()) {
      keys.put("high-availability.type", "zookeeper");
      keys.put("high-availability.storageDir", uri(layout.highAvailability()));
      keys.put("high-availability.cluster-id", "/truecost");
      keys.put("high-availability.zookeeper.quorum", LOCAL + ":" + ports.of(Ports.ZOOKEEPER));
      keys.put("high-availability.zookeeper.client.session-timeout", "8 s");
      keys.put("high-availability.zookeeper.client.connection-timeout", "8 s");
    }
    keys.putAll(settings.flink());
    return keys;
  }

  /**
   * As Flink reads it: it encodes a path itself, so that an encoded one would be taken literally.
   */
  static String uri(java.nio.file.Path directory) {
    return "file://" + directory;
  }
}
