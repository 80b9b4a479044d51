package org.truecost.metering.publish;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.clock.SystemClock;
import org.truecost.tables.DataDirectory;

/**
 * What a job has committed, for its metrics. The only place here that knows what time it is: how
 * old the newest commit is, is asked of nothing else.
 */
final class CommitCounts {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final LongSupplier nowMillis = SystemClock.getInstance()::absoluteTimeMillis;
  private volatile long newestMillis;
  private volatile long sequence;
  private volatile long checkpoint;
  private volatile long waiting;
  private Counter commits;

  /**
   * Registers them. Until the job has committed, its newest commit is that of the directory; of an
   * empty one, the job's start counts.
   */
  void showIn(MetricGroup operator, DataDirectory data) throws IOException {
    sequence = data.log().head().sequence();
    newestMillis = data.log().writtenMillis(sequence).orElseGet(nowMillis::getAsLong);
    MetricGroup group = operator.addGroup("truecost");
    commits = group.counter("commits_total");
    group.gauge("commit_sequence", (Gauge<Long>) () -> sequence);
    group.gauge("committed_checkpoint", (Gauge<Long>) () -> checkpoint);
    group.gauge("waiting_files", (Gauge<Long>) () -> waiting);
    group.gauge(
        "commit_age_seconds",
        (Gauge<Double>) () -> (nowMillis.getAsLong() - newestMillis) / MILLIS_PER_SECOND);
  }

  void committed(long newSequence, long newCheckpoint) {
    sequence = newSequence;
    current(newCheckpoint);
    if (commits != null) {
      commits.inc();
    }
  }

  /** All that was read by a checkpoint is visible. */
  void current(long newCheckpoint) {
    newestMillis = nowMillis.getAsLong();
    checkpoint = newCheckpoint;
    waiting = 0;
  }

  void waiting(long files) {
    waiting = files;
  }

  void waitingMore(long files) {
    waiting += files;
  }

  long waiting() {
    return waiting;
  }
}
