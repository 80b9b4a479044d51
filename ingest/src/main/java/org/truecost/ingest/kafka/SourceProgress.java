package org.truecost.ingest.kafka;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What this process has published of one source, for another thread to look at. What is sent counts
 * at once, and again if it had to be sent again; what is committed counts once.
 */
public final class SourceProgress {
  private static final String RETRIES = "record-retry-total";
  private static final String ERRORS = "record-error-total";
  private static final String GROUP = "producer-metrics";

  private final String source;
  private final AtomicLong sentLines = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong skippedFiles = new AtomicLong();
  private final AtomicLong retriesBefore = new AtomicLong();
  private final AtomicLong errorsBefore = new AtomicLong();
  private volatile long followedFiles;
  private volatile long lagBytes;
  private volatile long committedMillis;
  private volatile Map<MetricName, ? extends Metric> producer = Map.of();

  SourceProgress(String source) {
    this.source = source;
  }

  void sent(long moreLines, long moreBytes) {
    sentLines.addAndGet(moreLines);
    sentBytes.addAndGet(moreBytes);
  }

  void committed(long moreBlocks, long moreLines, long moreBytes, long nowMillis) {
    transactions.incrementAndGet();
    blocks.addAndGet(moreBlocks);
    lines.addAndGet(moreLines);
    bytes.addAndGet(moreBytes);
    committedMillis = nowMillis;
  }

  void file() {
    files.incrementAndGet();
  }

  void skippedFile() {
    skippedFiles.incrementAndGet();
  }

  void following(long nowFiles, long nowLagBytes) {
    followedFiles = nowFiles;
    lagBytes = nowLagBytes;
  }

  /** A producer begins; the one before has ended. */
  void producer(Map<MetricName, ? extends Metric> metrics) {
    producerEnds();
    producer = metrics;
  }

  /** Keeps what the producer has counted: the next one begins at zero. */
  synchronized void producerEnds() {
    retriesBefore.addAndGet(total(RETRIES));
    errorsBefore.addAndGet(total(ERRORS));
    producer = Map.of();
  }

  private long total(String name) {
    return producer.entrySet().stream()
        .filter(
            metric -> metric.getKey().name().equals(name) && metric.getKey().group().equals(GROUP))
        .mapToLong(
            metric -> metric.getValue().metricValue() instanceof Number all ? all.longValue() : 0)
        .sum();
  }

  /** Id of the source. */
  public String source() {
    return source;
  }

  /** Physical lines that were handed to the producer. */
  public long sentLines() {
    return sentLines.get();
  }

  /** Decoded bytes that were handed to the producer. */
  public long sentBytes() {
    return sentBytes.get();
  }

  /** Committed records of the topic of blocks. */
  public long blocks() {
    return blocks.get();
  }

  /** Committed physical lines. */
  public long lines() {
    return lines.get();
  }

  /** Committed decoded bytes. */
  public long bytes() {
    return bytes.get();
  }

  /** Committed transactions. */
  public long transactions() {
    return transactions.get();
  }

  /** Files of which something was published. */
  public long files() {
    return files.get();
  }

  /** Files of which nothing was new. */
  public long skippedFiles() {
    return skippedFiles.get();
  }

  /** Files of the followed directories. */
  public long followedFiles() {
    return followedFiles;
  }

  /**
   * Bytes on the disk of followed files that were not read yet; of compressed files, which tell
   * nothing before they are read, all of them until then.
   */
  public long lagBytes() {
    return lagBytes;
  }

  /** When the last transaction was committed, milliseconds since 1970; 0 before the first. */
  public long committedMillis() {
    return committedMillis;
  }

  /** Records that Kafka's producer had to send again. */
  public synchronized long retries() {
    return retriesBefore.get() + total(RETRIES);
  }

  /** Records that Kafka's producer gave up. */
  public synchronized long errors() {
    return errorsBefore.get() + total(ERRORS);
  }
}
