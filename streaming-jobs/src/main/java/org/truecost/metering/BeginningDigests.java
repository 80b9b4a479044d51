package org.truecost.metering;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;

/** Takes the digests of a file's first bytes, while its blocks come in order. */
public final class BeginningDigests {
  private final TreeSet<Long> wanted;
  private final Map<Long, String> taken = new HashMap<>();
  private final MessageDigest digest = Sha256.start();

  /** How much is digested. */
  private long digested;

  /** Whether bytes are missing, so that only the digests which blocks bring can be had. */
  private boolean broken;

  private long reached;
  private boolean ended;

  /**
   * @param lengths in decoded bytes
   */
  public BeginningDigests(Set<Long> lengths) {
    this.wanted = new TreeSet<>(lengths);
  }

  /**
   * Takes the file's next block. It may begin before the end of the one before, with the same
   * bytes.
   *
   * @param digestAtEnd of the file up to the block's end
   */
  public void add(LogBlock block, String digestAtEnd) {
    broken |= block.firstByte > digested;
    if (!broken && block.firstByte + block.length > digested) {
      digest(block, (int) (digested - block.firstByte));
    }
    reached = Math.max(reached, endOf(block));
    if (wanted.contains(endOf(block))) {
      taken.put(endOf(block), digestAtEnd);
    }
    // The bytes of a line that was too long are nowhere.
    broken |= endOf(block) > block.firstByte + block.length;
    ended = block.last;
  }

  private void digest(LogBlock block, int start) {
    int from = start;
    long end = block.firstByte + block.length;
    for (long length : wanted.subSet(digested, false, end, true)) {
      int to = (int) (length - block.firstByte);
      digest.update(block.bytes, from, to - from);
      from = to;
      taken.put(length, soFar());
    }
    digest.update(block.bytes, from, block.length - from);
    digested = end;
  }

  private String soFar() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
    }
  }

  /** Where the file's next block begins. */
  static long endOf(LogBlock block) {
    boolean swallowed = block.fault.equals(LineOutcome.LINE_TOO_LONG.label());
    return block.firstByte + block.length + (swallowed ? block.faultBytes : 0);
  }

  /** Whether no more blocks are needed. */
  public boolean isEnough() {
    return reached >= wanted.last();
  }

  /** Whether the file ended with the last block; it may have grown since. */
  public boolean isEnded() {
    return ended;
  }

  /** Length to SHA-256 in hex, as far as the blocks came. */
  public Map<Long, String> taken() {
    return Map.copyOf(taken);
  }
}
