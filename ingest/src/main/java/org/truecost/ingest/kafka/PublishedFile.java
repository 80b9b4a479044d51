package org.truecost.ingest.kafka;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.truecost.ingest.format.Directives;

/**
 * A file as far as it is published, whatever its name is now: the ledger's entry, and, once this
 * process has read it, what is needed to go on without reading it again.
 */
final class PublishedFile {
  /** Enough of a log's end to tell it from another one: lines hold times. */
  static final int TAIL_BYTES = 1024;

  LedgerEntry entry;

  /** Where its content was seen last; null before. */
  Path seenAt;

  /** Digest of the bytes on disk of the compressed file that is being read; else empty. */
  String storedDigest = "";

  /** Digest up to the entry's bytes; null if unknown. */
  MessageDigest state;

  /** Directives in force there; null if unknown. */
  Directives directives;

  /** The last bytes before that place. */
  byte[] tail = new byte[0];

  PublishedFile(LedgerEntry entry) {
    this.entry = entry;
  }

  /** Whether reading can go on where it ended: not within a line. */
  boolean canResume() {
    return state != null && directives != null && entry.unterminated() == 0;
  }

  void published(Chunk chunk, Directives now) {
    entry = entry.after(chunk, storedDigest);
    state = chunk.state();
    directives = now;
    byte[] lines = chunk.lines();
    if (lines.length >= TAIL_BYTES) {
      tail = Arrays.copyOfRange(lines, lines.length - TAIL_BYTES, lines.length);
    } else if (!chunk.fault().isEmpty()) {
      // What a long line ended with was not kept.
      tail = new byte[0];
    } else {
      byte[] joined = Arrays.copyOf(tail, tail.length + lines.length);
      System.arraycopy(lines, 0, joined, tail.length, lines.length);
      tail = Arrays.copyOfRange(joined, Math.max(0, joined.length - TAIL_BYTES), joined.length);
    }
  }

  /** Forgets all but the entry: it will not be read again soon. */
  void rest() {
    state = null;
    directives = null;
    tail = new byte[0];
  }
}
