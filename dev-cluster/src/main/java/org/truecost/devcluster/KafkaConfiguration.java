package org.truecost.devcluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The broker's configuration: one node that is broker and controller.
 *
 * @see <a href="https://kafka.apache.org/documentation/#brokerconfigs">Kafka's configuration</a>
 */
final class KafkaConfiguration {
  private KafkaConfiguration() {}

  /** The content of {@code server.properties}. */
  static String properties(Settings settings, Ports ports, Path data) {
    return text(keys(settings, ports, data));
  }

  /** Keys and values as a properties file. */
  static String text(Map<String, String> keys) {
    StringBuilder text =
        new StringBuilder("# Written by truecost dev-cluster up, at each start.\n");
    keys.forEach(
        (key, value) ->
            text.append(escaped(key, true)).append('=').append(escaped(value, false)).append('\n'));
    return text.toString();
  }

  private static Map<String, String> keys(Settings settings, Ports ports, Path data) {
    String broker = "127.0.0.1:" + ports.of(Ports.KAFKA);
    String controller = "127.0.0.1:" + ports.of(Ports.KAFKA_CONTROLLER);
    Map<String, String> keys = new TreeMap<>();
    keys.put("process.roles", "broker,controller");
    keys.put("node.id", "1");
    keys.put("controller.quorum.voters", "1@" + controller);
    keys.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    keys.put("advertised.listeners", "PLAINTEXT://" + broker);
    keys.put("controller.listener.names", "CONTROLLER");
    keys.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    keys.put("log.dirs", data.toString());
    // A topic that is misspelled must not come into being.
    keys.put("auto.create.topics.enable", "false");
    keys.put("default.replication.factor", "1");
    keys.put("offsets.topic.replication.factor", "1");
    keys.put("offsets.topic.num.partitions", "1");
    keys.put("transaction.state.log.replication.factor", "1");
    keys.put("transaction.state.log.min.isr", "1");
    keys.put("transaction.state.log.num.partitions", "1");
    keys.put("share.coordinator.state.topic.replication.factor", "1");
    keys.put("share.coordinator.state.topic.min.isr", "1");
    keys.put("share.coordinator.state.topic.num.partitions", "1");
    keys.put("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the next broker must wait until the controller has given up the last one.
    keys.put("broker.session.timeout.ms", "4000");
    keys.put("broker.heartbeat.interval.ms", "1000");
    keys.put("num.network.threads", "2");
    keys.put("num.io.threads", "4");
    keys.put("log.cleaner.threads", "1");
    keys.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    keys.putAll(settings.kafka());
    return keys;
  }

  /** As java.util.Properties reads it, and without the date that it would write. */
  private static String escaped(String text, boolean key) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || (key && (c == '=' || c == ':' || c == '#' || c == '!' || c == ' '))) {
        escaped.append('\\').append(c);
      } else if (c == ' ' && i == 0) {
        escaped.append("\\ ");
      } else if (c < ' ' || c > '~') {
        escaped.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          escaped.append(Character.forDigit((c >> shift) & 15, 16));
        }
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
