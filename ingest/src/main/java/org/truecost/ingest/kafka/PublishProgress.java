package org.truecost.ingest.kafka;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** How far publishing is, for a display on another thread. */
public final class PublishProgress {
  private final AtomicLong allFiles = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private final Map<String, SourceProgress> sources = new ConcurrentSkipListMap<>();

  /** Files that were found. */
  public long allFiles() {
    return allFiles.get();
  }

  /** Files that are done, those that were skipped too. */
  public long files() {
    return files.get();
  }

  /** Lines that were sent. */
  public long lines() {
    return lines.get();
  }

  /** Decoded bytes that were sent. */
  public long bytes() {
    return bytes.get();
  }

  /** How often it started over from the ledger, because Kafka did not answer. */
  public long reconnects() {
    return reconnects.get();
  }

  /** What was published of each source that was opened, by its id. */
  public Collection<SourceProgress> sources() {
    return Collections.unmodifiableCollection(sources.values());
  }

  SourceProgress of(String source) {
    return sources.computeIfAbsent(source, SourceProgress::new);
  }

  void startsOver() {
    reconnects.incrementAndGet();
  }

  void found(long number) {
    allFiles.set(number);
  }

  void done() {
    files.incrementAndGet();
  }

  void sent(long sentLines, long sentBytes) {
    lines.addAndGet(sentLines);
    bytes.addAndGet(sentBytes);
  }
}
