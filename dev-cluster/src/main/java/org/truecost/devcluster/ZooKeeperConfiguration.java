package org.truecost.devcluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of the one ZooKeeper server that remembers who leads, and which jobs run. */
final class ZooKeeperConfiguration {
  private ZooKeeperConfiguration() {}

  /** The content of its properties file. */
  static String properties(Ports ports, Path data) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("dataDir", data.toString());
    keys.put("clientPort", Integer.toString(ports.of(Ports.ZOOKEEPER)));
    keys.put("clientPortAddress", "127.0.0.1");
    keys.put("tickTime", "1000");
    keys.put("maxClientCnxns", "0");
    keys.put("admin.enableServer", "false");
    return KafkaConfiguration.text(keys);
  }
}
