package org.truecost.metering;

import java.util.Arrays;
import java.util.function.Consumer;
import org.truecost.ingest.format.LineOutcome;

/**
 * What became of one source's lines in one meter, for its metrics. The ledger is what counts: after
 * a failure lines are read again, and are here twice.
 *
 * <p>One thread writes plain fields, once for each block; whoever scrapes reads them as they are,
 * so that a line pays nothing for being watched.
 */
public final class SourceCounts {
  private final String source;
  private final long[] rejectedByReason = new long[LineOutcome.values().length];
  private Consumer<LineOutcome> firstOfReason = reason -> {};
  private long blocks;
  private long lines;
  private long logBytes;
  private long rejected;
  private long duplicates;
  private long setAside;
  private long responseBytes;
  private long attributedBytes;
  private long newestEventMicros;

  SourceCounts(String source) {
    this.source = source;
  }

  /** A block was metered, or a part of its lines. */
  void block(long moreLines, long moreLogBytes) {
    blocks++;
    lines += moreLines;
    logBytes += moreLogBytes;
  }

  void notMetered(long moreDuplicates, long moreSetAside) {
    duplicates += moreDuplicates;
    setAside += moreSetAside;
  }

  void counted(long bytes, long attributed, long newestMicros) {
    responseBytes += bytes;
    attributedBytes += attributed;
    newestEventMicros = Math.max(newestEventMicros, newestMicros);
  }

  void reject(LineOutcome reason) {
    rejected++;
    if (rejectedByReason[reason.ordinal()]++ == 0) {
      firstOfReason.accept(reason);
    }
  }

  /** Damage of a file, which has its reason as a text. */
  void reject(String label) {
    Arrays.stream(LineOutcome.values())
        .filter(reason -> reason.label().equals(label))
        .findFirst()
        .ifPresentOrElse(this::reject, () -> rejected++);
  }

  /** Id of the source, or {@code unknown}. */
  public String source() {
    return source;
  }

  /** Blocks of lines; a record of lines that a CDN pushed is one. */
  public long blocks() {
    return blocks;
  }

  /** Physical lines, whatever became of them. */
  public long lines() {
    return lines;
  }

  /** Bytes of log, decoded. */
  public long logBytes() {
    return logBytes;
  }

  public long rejected() {
    return rejected;
  }

  public long rejected(LineOutcome reason) {
    return rejectedByReason[reason.ordinal()];
  }

  /** Whom to tell of the first line that is rejected for a reason, in the thread that counts. */
  public void onFirstOfReason(Consumer<LineOutcome> listener) {
    firstOfReason = listener;
  }

  public long duplicates() {
    return duplicates;
  }

  public long setAside() {
    return setAside;
  }

  /** Bytes that the counted requests were answered with. */
  public long responseBytes() {
    return responseBytes;
  }

  /** Those of them whose organization is not {@code unattributed}. */
  public long attributedBytes() {
    return attributedBytes;
  }

  /** Newest event time, microseconds since 1970; 0 before the first. */
  public long newestEventMicros() {
    return newestEventMicros;
  }
}
