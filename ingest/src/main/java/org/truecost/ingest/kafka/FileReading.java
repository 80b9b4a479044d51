package org.truecost.ingest.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.Directives;

/**
 * Reads a file into chunks from a place on, with digest, line count and directives up to each.
 *
 * <p>What lies before that place is decoded too unless their states are at hand: a digest cannot
 * begin in the middle.
 */
final class FileReading implements Closeable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0A0A_0A0A_0A0A_0A0AL;
  private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;

  private final FileBlocks blocks;
  private final Directives directives;
  private final long start;
  private long lines;
  private boolean damaged;

  private FileReading(FileBlocks blocks, Directives directives, long start, long lines) {
    this.blocks = blocks;
    this.directives = directives;
    this.start = start;
    this.lines = lines;
  }

  /**
   * Reads from the file's beginning, giving chunks from {@code start} on.
   *
   * @param start the start of a line
   * @throws IOException if the file cannot be opened
   */
  static FileReading fromBeginning(
      Path file, Directives directives, long start, int blockBytes, boolean holdBack)
      throws IOException {
    FileBlocks blocks = FileBlocks.open(file, 0, 0, blockBytes);
    if (holdBack) {
      blocks.holdBackUnterminated();
    }
    return new FileReading(blocks, directives, start, 0);
  }

  /**
   * Goes on with a file that is not compressed.
   *
   * @param directives those in force at {@code start}; they are changed
   * @param soFar digest up to {@code start}; it is changed
   * @param lines physical lines before {@code start}
   * @throws IOException if the file cannot be opened
   */
  static FileReading resume(
      Path file,
      Directives directives,
      long start,
      MessageDigest soFar,
      long lines,
      int blockBytes,
      boolean holdBack)
      throws IOException {
    FileBlocks blocks = FileBlocks.resume(file, start, soFar, blockBytes);
    if (holdBack) {
      blocks.holdBackUnterminated();
    }
    return new FileReading(blocks, directives, start, lines);
  }

  /** Whether the compressed stream was found broken. */
  boolean isDamaged() {
    return damaged;
  }

  long storedBytesRead() {
    return blocks.storedBytesRead();
  }

  /** The next chunk, or null behind the last one. The last one may be empty. */
  Chunk next() {
    while (true) {
      LogBlock block = blocks.next();
      if (block == null) {
        return null;
      }
      long end = BlockRecord.endByte(block.firstByte, block.length, block.fault, block.faultBytes);
      if (end <= start && !block.last) {
        read(block.bytes, 0, block.length);
        lines += block.fault.isEmpty() ? 0 : 1;
        continue;
      }
      return chunk(block);
    }
  }

  private Chunk chunk(LogBlock block) {
    int from = (int) Math.min(Math.max(start - block.firstByte, 0), block.length);
    read(block.bytes, 0, from);
    byte[] preamble = directives.inForce();
    read(block.bytes, from, block.length);
    boolean isFault = !block.fault.isEmpty();
    damaged |= isFault && block.last;
    lines += isFault ? 1 : 0;
    long unterminated = unterminated(block, from);
    return new Chunk(
        block.firstByte + from,
        Arrays.copyOfRange(block.bytes, from, block.length),
        blocks.digestSoFar(),
        preamble,
        block.fault,
        block.faultBytes,
        block.last,
        lines,
        unterminated);
  }

  private static long unterminated(LogBlock block, int from) {
    if (!block.last || block.length == from || block.bytes[block.length - 1] == '\n') {
      return 0;
    }
    int lineStart = block.length;
    while (lineStart > from && block.bytes[lineStart - 1] != '\n') {
      lineStart--;
    }
    return block.length - (long) lineStart;
  }

  /** Counts lines, and looks at those that begin with a #. */
  private void read(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    boolean looks = directives.known();
    if (looks) {
      lineStart(bytes, from + mark(bytes, from, to), to);
    }
    int at = from;
    for (; to - at >= Long.BYTES; at += Long.BYTES) {
      long zeros = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
      // One high bit for each byte that is zero, exactly (no borrow between bytes).
      long found = ~(((zeros & LOW_BITS) + LOW_BITS) | zeros | LOW_BITS);
      lines += Long.bitCount(found);
      for (; looks && found != 0; found &= found - 1) {
        lineStart(bytes, at + (Long.numberOfTrailingZeros(found) >>> 3) + 1, to);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        lines++;
        if (looks) {
          lineStart(bytes, at + 1, to);
        }
      }
    }
    if (bytes[to - 1] != '\n') {
      lines++;
    }
  }

  /** A byte order mark can stand before the first directive. */
  private static int mark(byte[] bytes, int from, int to) {
    boolean marked =
        to - from >= 3
            && bytes[from] == (byte) 0xEF
            && bytes[from + 1] == (byte) 0xBB
            && bytes[from + 2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  private void lineStart(byte[] bytes, int at, int to) {
    if (at < to && bytes[at] == '#') {
      int end = at;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      directives.line(bytes, at, Math.min(end + 1, to));
    }
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }
}
