package org.truecost.cli.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.truecost.devcluster.DevCluster;
import org.truecost.devcluster.Installation;
import org.truecost.devcluster.Settings;

/**
 * A broker and a Flink cluster that survives its JobManager. Clients reach the broker only through
 * a proxy, since that is the address which it tells them.
 */
final class FaultCluster implements AutoCloseable {
  private static final Path TRUECOST = Path.of("target", "truecost");

  /** The job as it is packaged. */
  static final Path JOB = TRUECOST.resolve("truecost-metering.jar");

  private static final int MEMORY_MIB = 896;

  private final DevCluster processes;
  private final ResettingProxy proxy;

  private FaultCluster(DevCluster processes, ResettingProxy proxy) {
    this.processes = processes;
    this.proxy = proxy;
  }

  /** Starts all of it in {@code directory}; the working directory is that of the module. */
  static FaultCluster start(Path directory) throws Exception {
    int port = freePort();
    ResettingProxy proxy = ResettingProxy.before(port);
    boolean started = false;
    try {
      Settings settings =
          Settings.DEFAULT
              .withMemoryMiB(MEMORY_MIB)
              .withHighAvailability(1)
              .withKafkaPort(port)
              .withKafka(Map.of("advertised.listeners", "PLAINTEXT://" + proxy.address()));
      DevCluster processes =
          DevCluster.start(
              directory,
              settings,
              Installation.of(TRUECOST.resolve("lib-kafka"), TRUECOST.resolve("lib")));
      started = true;
      return new FaultCluster(processes, proxy);
    } finally {
      if (!started) {
        proxy.close();
      }
    }
  }

  DevCluster processes() {
    return processes;
  }

  ResettingProxy proxy() {
    return proxy;
  }

  /** Kafka's address, as clients get it. */
  String servers() {
    return proxy.address();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (proxy) {
      processes.close();
    }
  }
}
