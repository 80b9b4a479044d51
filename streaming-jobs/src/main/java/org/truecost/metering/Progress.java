package org.truecost.metering;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a replay in this JVM has done so far, for a display. Counters only: nothing depends on them.
 */
public final class Progress {
  private static final Progress CURRENT = new Progress();

  private final AtomicLong files = new AtomicLong();
  private final AtomicLong storedBytes = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();

  private Progress() {}

  /** The counters of this JVM. */
  public static Progress current() {
    return CURRENT;
  }

  /** Starts again from zero. */
  public void reset() {
    files.set(0);
    storedBytes.set(0);
    lines.set(0);
  }

  /** Counts stored bytes that were read, and a file if it ended. */
  public void read(long storedBytesMore, boolean fileEnded) {
    storedBytes.addAndGet(storedBytesMore);
    if (fileEnded) {
      files.incrementAndGet();
    }
  }

  /** Counts physical lines that met their fate. */
  public void metered(long linesMore) {
    lines.addAndGet(linesMore);
  }

  /** Files read to their end. */
  public long files() {
    return files.get();
  }

  /** Compressed bytes read. */
  public long storedBytes() {
    return storedBytes.get();
  }

  /** Physical lines. */
  public long lines() {
    return lines.get();
  }
}
