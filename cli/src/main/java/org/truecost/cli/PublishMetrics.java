package org.truecost.cli;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleFunction;
import org.truecost.ingest.kafka.PublishProgress;
import org.truecost.ingest.kafka.SourceProgress;

/** What a publisher has done, for Prometheus. Counts are looked at when it scrapes. */
final class PublishMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PublishProgress progress;

  private PublishMetrics(PublishProgress progress) {
    this.progress = progress;
    counter("lines_total", "Physical lines, committed.", SourceProgress::lines);
    counter("bytes_total", "Decoded bytes of log, committed.", SourceProgress::bytes);
    counter("blocks_total", "Blocks of lines, committed.", SourceProgress::blocks);
    counter("transactions_total", "Transactions, committed.", SourceProgress::transactions);
    counter("files_total", "Files of which something was published.", SourceProgress::files);
    counter("skipped_files_total", "Files without anything new.", SourceProgress::skippedFiles);
    counter("sent_lines_total", "Lines handed to the producer.", SourceProgress::sentLines);
    counter("sent_bytes_total", "Decoded bytes handed to it.", SourceProgress::sentBytes);
    counter("kafka_retries_total", "Records that were sent again.", SourceProgress::retries);
    counter("kafka_errors_total", "Records that were given up.", SourceProgress::errors);
    gauge("followed_files", "Files of followed directories.", SourceProgress::followedFiles);
    gauge("lag_bytes", "Bytes on the disk not yet published.", SourceProgress::lagBytes);
    gauge(
        "last_commit_timestamp_seconds",
        "When the newest transaction was committed; 0 before the first.",
        source -> source.committedMillis() / MILLIS_PER_SECOND);
    CounterWithCallback.builder()
        .name("truecost_publisher_restarts_total")
        .help("How often it started over from the ledger, for Kafka did not answer.")
        .callback(callback -> callback.call(progress.reconnects()))
        .register(registry);
  }

  /**
   * Serves metrics of a publisher.
   *
   * @param address with port 0 for any that is free
   * @throws IOException if the port is taken
   */
  static HTTPServer serve(PublishProgress progress, InetSocketAddress address) throws IOException {
    return HTTPServer.builder()
        .inetAddress(address.getAddress())
        .port(address.getPort())
        .registry(new PublishMetrics(progress).registry)
        .buildAndStart();
  }

  private void counter(String name, String help, ToDoubleFunction<SourceProgress> value) {
    CounterWithCallback.builder()
        .name("truecost_publisher_" + name)
        .help(help)
        .labelNames("source")
        .callback(callback -> tell(value, (source, number) -> callback.call(number, source)))
        .register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<SourceProgress> value) {
    GaugeWithCallback.builder()
        .name("truecost_publisher_" + name)
        .help(help)
        .labelNames("source")
        .callback(callback -> tell(value, (source, number) -> callback.call(number, source)))
        .register(registry);
  }

  private void tell(ToDoubleFunction<SourceProgress> value, ObjDoubleConsumer<String> out) {
    progress.sources().forEach(source -> out.accept(source.source(), value.applyAsDouble(source)));
  }
}
