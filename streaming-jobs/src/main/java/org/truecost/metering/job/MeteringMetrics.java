package org.truecost.metering.job;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.truecost.metering.MeteringCounts;
import org.truecost.metering.SourceCounts;
import org.truecost.metering.cells.Cells;

/**
 * Counts of the operators as Flink's metrics. They are looked at when somebody scrapes, and cost
 * nothing otherwise. Labels are closed: sources are those of the configuration, reasons and kinds
 * those of the program. docs/operations.md lists them.
 */
final class MeteringMetrics {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final String GROUP = "truecost";

  private MeteringMetrics() {}

  /**
   * Metrics of a meter.
   *
   * @param nowMillis what time it is
   */
  static void meter(MetricGroup operator, MeteringCounts counts, LongSupplier nowMillis) {
    MetricGroup group = operator.addGroup(GROUP);
    for (SourceCounts source : counts.sources()) {
      source(group.addGroup("source", source.source()), source, nowMillis);
    }
    records(group, "block", counts::blockRecords);
    records(group, "pushed", counts::pushedRecords);
    records(group, "faulty", counts::faultyRecords);
    records(group, "skipped", counts::skippedRecords);
  }

  private static void source(MetricGroup group, SourceCounts counts, LongSupplier nowMillis) {
    counter(group, "blocks_total", counts::blocks);
    counter(group, "lines_total", counts::lines);
    counter(group, "log_bytes_total", counts::logBytes);
    counter(group, "rejected_lines_total", counts::rejected);
    counter(group, "duplicate_lines_total", counts::duplicates);
    counter(group, "set_aside_lines_total", counts::setAside);
    counter(group, "response_bytes_total", counts::responseBytes);
    counter(group, "attributed_bytes_total", counts::attributedBytes);
    gauge(
        group,
        "newest_event_timestamp_seconds",
        () -> counts.newestEventMicros() / MICROS_PER_SECOND);
    gauge(
        group,
        "event_time_lag_seconds",
        () ->
            counts.newestEventMicros() == 0
                ? Double.NaN
                : nowMillis.getAsLong() / MILLIS_PER_SECOND
                    - counts.newestEventMicros() / MICROS_PER_SECOND);
    // Sources times reasons times subtasks would be many, of which nearly all stay zero.
    counts.onFirstOfReason(
        reason ->
            counter(
                group.addGroup("reason", reason.label()),
                "rejected_lines_total",
                () -> counts.rejected(reason)));
  }

  private static void records(MetricGroup group, String kind, LongSupplier value) {
    counter(group.addGroup("kind", kind), "records_total", value);
  }

  /**
   * Metrics of the totals of a subtask.
   *
   * @param earlyFlushes how often memory made it let go of them between publications
   */
  static void totals(MetricGroup operator, Cells totals, long capBytes, LongSupplier earlyFlushes) {
    MetricGroup group = operator.addGroup(GROUP).addGroup("totals");
    gauge(group, "cells", totals::size);
    gauge(group, "bytes", totals::bytes);
    gauge(group, "dictionary_bytes", () -> totals.dictionary().bytes());
    gauge(group, "cap_bytes", () -> capBytes);
    counter(group, "early_flushes_total", earlyFlushes);
  }

  private static void gauge(MetricGroup group, String name, DoubleSupplier value) {
    group.gauge(name, (Gauge<Double>) value::getAsDouble);
  }

  private static void counter(MetricGroup group, String name, LongSupplier value) {
    group.counter(name, new CounterView(value));
  }

  /** A counter that is counted elsewhere. */
  private record CounterView(LongSupplier value) implements Counter {
    @Override
    public long getCount() {
      return value.getAsLong();
    }

    @Override
    public void inc() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void inc(long n) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void dec() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void dec(long n) {
      throw new UnsupportedOperationException();
    }
  }
}
