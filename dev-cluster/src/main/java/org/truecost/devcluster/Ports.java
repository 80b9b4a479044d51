package org.truecost.devcluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which port of this machine serves what. They stay the same when a process is started again, so
 * that who talks to it finds it.
 *
 * @param byUse the port of each use
 */
record Ports(Map<String, Integer> byUse) {
  static final String KAFKA = "kafka";
  static final String KAFKA_CONTROLLER = "kafka-controller";
  static final String ZOOKEEPER = "zookeeper";

  /**
   * Below those that systems give to outgoing connections: while a process is dead, a client that
   * tries to reach it might be given its very port, and then keep it.
   */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_767;
  private static final int ATTEMPTS = 30;
  private static final long POLL_MILLIS = 100;

  Ports {
    byUse = Collections.unmodifiableMap(new TreeMap<>(byUse));
  }

  static String rest(int jobManager) {
    return "jobmanager-" + jobManager + "-rest";
  }

  static String rpc(int jobManager) {
    return "jobmanager-" + jobManager + "-rpc";
  }

  static String metrics(MemberName process) {
    return process + "-metrics";
  }

  /** The port of a use, if it has one: a cluster that an older version started lacks some. */
  OptionalInt find(String use) {
    Integer port = byUse.get(use);
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  int of(String use) {
    Integer port = byUse.get(use);
    if (port == null) {
      throw new IllegalStateException("No port for " + use);
    }
    return port;
  }

  /**
   * Ports for a cluster of which nothing runs: those asked for, else those of before, else any.
   *
   * @throws DevClusterException if a port that was asked for is taken
   */
  static Ports choose(Settings settings, Ports before) throws DevClusterException, IOException {
    Map<String, Integer> chosen = new TreeMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      // Those asked for come first, lest one is given away.
      for (String use : uses(settings)) {
        int asked = asked(settings, use);
        if (asked != 0) {
          held.add(require(use, asked));
          chosen.put(use, asked);
        }
      }
      Set<Integer> taken = new HashSet<>(chosen.values());
      for (String use : uses(settings)) {
        if (!chosen.containsKey(use)) {
          ServerSocket socket = holdOrAny(before.byUse().getOrDefault(use, 0), taken);
          held.add(socket);
          chosen.put(use, socket.getLocalPort());
        }
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return new Ports(chosen);
  }

  /** Whether nobody listens on {@code port}, or stops to within a few seconds. */
  static boolean becomesFree(int port) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (ServerSocket socket = hold(port)) {
        return socket.isBound();
      } catch (IOException taken) {
        Thread.sleep(POLL_MILLIS);
      }
    }
    return false;
  }

  private static List<String> uses(Settings settings) {
    List<String> uses = new ArrayList<>(List.of(KAFKA, KAFKA_CONTROLLER));
    if (settings.highAvailability()) {
      uses.add(ZOOKEEPER);
    }
    for (int i = 1; i <= settings.jobManagers(); i++) {
      uses.add(rest(i));
      uses.add(rpc(i));
    }
    settings.members().stream()
        .filter(process -> process.role().hasMetrics())
        .forEach(process -> uses.add(metrics(process)));
    return uses;
  }

  private static int asked(Settings settings, String use) {
    if (use.equals(KAFKA)) {
      return settings.kafkaPort();
    }
    return use.equals(rest(1)) ? settings.restPort() : 0;
  }

  private static ServerSocket require(String use, int port) throws DevClusterException {
    try {
      return hold(port);
    } catch (IOException taken) {
      String option = use.equals(KAFKA) ? "--kafka-port" : "--rest-port";
      throw new DevClusterException(
          "Port "
              + port
              + " is in use by another program; choose another with "
              + option
              + ", or "
              + option
              + " 0 for any that is free.",
          taken);
    }
  }

  private static ServerSocket holdOrAny(int wanted, Set<Integer> taken) throws IOException {
    int port = wanted;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (port != 0 && !taken.contains(port)) {
        try {
          return hold(port);
        } catch (IOException inUse) {
          port = 0;
        }
      }
      port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
    }
    return hold(0);
  }

  private static ServerSocket hold(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }
}
