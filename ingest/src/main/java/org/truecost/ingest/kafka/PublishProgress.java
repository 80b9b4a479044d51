package org.truecost.ingest.kafka;

import java.util.concurrent.atomic.AtomicLong;

/** How far publishing is, for a display on another thread. */
public final class PublishProgress {
  private final AtomicLong allFiles = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

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
