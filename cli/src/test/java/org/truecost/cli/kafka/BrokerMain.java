package org.truecost.cli.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker that is its own controller: formats its directory and serves until it is killed. */
final class BrokerMain {
  private BrokerMain() {}

  /**
   * Arguments: directory, port, controller's port, then settings as {@code name=value}, or {@code
   * +name=value} to add to one.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    String broker = "127.0.0.1:" + arguments[1];
    String controller = "127.0.0.1:" + arguments[2];
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    for (int i = 3; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      String value = arguments[i].substring(equals + 1);
      if (arguments[i].charAt(0) == '+') {
        settings.merge(arguments[i].substring(1, equals), value, (a, b) -> a.toString() + b);
      } else {
        settings.put(arguments[i].substring(0, equals), value);
      }
    }
    if (!Files.exists(directory.resolve("meta.properties"))) {
      new Formatter()
          .setClusterId("MkU3OEVBNTcwNTJENDM2Qk")
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(directory.toString())
          .setDirectories(List.of(directory.toString()))
          .run();
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
    System.out.println("started");
    server.awaitShutdown();
  }
}
