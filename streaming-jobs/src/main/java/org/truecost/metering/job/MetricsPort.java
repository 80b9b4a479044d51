package org.truecost.metering.job;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.prometheus.LocalPrometheusReporter;

/**
 * A port of this process at which the next embedded job's metrics are served, in Prometheus's text
 * format.
 *
 * @param number of the port
 */
public record MetricsPort(int number) {
  private static final String REPORTER = "metrics.reporter.truecost.";

  /**
   * Takes a port.
   *
   * @param address where to listen; port 0 is any that is free
   * @throws java.net.BindException if it is taken, or the address is not this machine's
   */
  public static MetricsPort bind(InetSocketAddress address) throws IOException {
    return new MetricsPort(LocalPrometheusReporter.bind(address));
  }

  void serveFrom(Configuration flink) {
    flink.setString(REPORTER + "factory.class", LocalPrometheusReporter.Factory.class.getName());
    flink.setString(REPORTER + "port", Integer.toString(number));
    // Or pypi-files would be pypi_files here, and not where it is published.
    flink.setString(REPORTER + "filterLabelValueCharacters", "false");
  }
}
