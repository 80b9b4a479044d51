package org.truecost.ingest.block;

import org.truecost.ingest.format.LineOutcome;

/**
 * A stretch of whole lines of one log file: the unit that moves from a source to the metering
 * operator.
 *
 * <p>A plain class with public fields, so that Flink can carry it. The bytes may be reused by the
 * reader once the receiver has returned.
 */
public final class LogBlock {
  /** Which planned file this belongs to. */
  public int fileIndex;

  /** Whole lines with their terminators; only the last line of a file may lack one. */
  public byte[] bytes = new byte[0];

  /** How many of {@link #bytes} count. */
  public int length;

  /** Place of the first byte in the decoded file. */
  public long firstByte;

  /**
   * Decoded bytes at the start of the file that were metered before. Lines that begin there are
   * only read for the header in force.
   */
  public long meteredBytes;

  /**
   * A fault of the file that this block reports instead of lines, as the label of a {@link
   * LineOutcome}; empty if there is none.
   */
  public String fault = "";

  /** How many decoded bytes the fault swallowed, as far as that is known. */
  public long faultBytes;

  /** Whether the file ends behind this block. */
  public boolean last;

  /** SHA-256 of all decoded bytes in hex; only with {@link #last}. */
  public String decodedDigest = "";

  /** Number of all decoded bytes; only with {@link #last}. */
  public long decodedBytes;

  /**
   * What the file begins with: 16 hex digits of the SHA-256 of its first 256 decoded bytes, then of
   * its first 512, and so on, as far as it is long; only with {@link #last}. Of a file that begins
   * with another one, they begin with those of the other.
   */
  public String beginnings = "";

  /** Where the lines end that have a line feed: before the end only in a file's last block. */
  public int endOfWholeLines() {
    int end = length;
    while (last && end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /** Where the first line begins: behind a byte order mark, if the file has one. */
  public int firstLine() {
    boolean marked =
        firstByte == 0
            && length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }
}
