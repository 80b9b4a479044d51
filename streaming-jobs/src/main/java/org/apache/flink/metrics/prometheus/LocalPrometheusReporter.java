package org.apache.flink.metrics.prometheus;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's Prometheus reporter, but at one address instead of all that the machine has: figures of
 * who causes what cost are nobody's business on the network unless somebody says so.
 *
 * <p>It lies in Flink's package because what Flink has collected can be reached only from there.
 */
public final class LocalPrometheusReporter extends AbstractPrometheusReporter {
  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final String DEFAULT_PORT = "9249";

  /**
   * Servers by their port that were bound before Flink made its reporters: it makes them itself,
   * and goes on without one that fails.
   */
  private static final Map<Integer, HttpServer> BOUND = new ConcurrentHashMap<>();

  private final HTTPServer server;

  private LocalPrometheusReporter(HttpServer server) throws IOException {
    this.server = new HTTPServer(server, registry, true);
  }

  /**
   * Takes a port for a reporter that this JVM will make.
   *
   * @param address with port 0 for any that is free
   * @return the port
   * @throws java.net.BindException if it is taken
   */
  public static int bind(InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    int port = server.getAddress().getPort();
    BOUND.put(port, server);
    return port;
  }

  @Override
  public void close() {
    server.stop();
    super.close();
  }

  /** Makes the reporter from {@code host} and {@code port} of Flink's configuration. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      int port = Integer.parseInt(properties.getProperty("port", DEFAULT_PORT));
      String host = properties.getProperty("host", DEFAULT_HOST);
      HttpServer bound = BOUND.remove(port);
      try {
        return new LocalPrometheusReporter(
            bound == null ? HttpServer.create(new InetSocketAddress(host, port), 0) : bound);
      } catch (IOException e) {
        throw new IllegalStateException("No metrics at " + host + ":" + port, e);
      }
    }
  }
}
