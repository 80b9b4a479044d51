package org.truecost.ingest.block;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.truecost.config.Sha256;
import org.truecost.ingest.format.LineOutcome;

/**
 * Cuts a log file, compressed or not, into blocks of whole lines.
 *
 * <p>Damage ends the file, never the run: what was decoded before it is delivered, what is left of
 * a broken line is reported as a fault. A line longer than {@link #LONGEST_LINE} is reported by its
 * length; its bytes are not kept.
 */
public final class FileBlocks implements AutoCloseable {
  /** Large enough to make the cost of a block vanish, small enough to stay in the cache. */
  public static final int DEFAULT_BLOCK_BYTES = 256 * 1024;

  /** One mebibyte: a thousand times the longest log line seen in practice. */
  public static final int LONGEST_LINE = 1024 * 1024;

  /** Deflate cannot do more than 1032:1; real logs reach 60:1. */
  private static final long BOMB_RATIO = 500;

  /** Small files may be as repetitive as they like. */
  private static final long BOMB_FREE_BYTES = 256L * 1024 * 1024;

  /** Lengths of {@link LogBlock#beginnings}. */
  private static final long[] DOUBLING =
      LongStream.iterate(256, length -> length <= 1L << 50, length -> length * 2).toArray();

  private static final int HEX_DIGITS_KEPT = 16;

  private final InputStream decoded;
  private final CountingInput stored;
  private MessageDigest digest;
  private final int blockBytes;
  private final LogBlock block = new LogBlock();
  private byte[] buffer;

  /** Bytes of the buffer that belong to the next block: the start of an unfinished line. */
  private int carried;

  /** Where in the decoded file the buffer starts. */
  private long bufferStart;

  private boolean ended;
  private boolean holdsBack;
  private LineOutcome damage;

  /** Lengths, ascending, at which the digest so far is taken. */
  private long[] prefixes = DOUBLING;

  private Set<Long> wanted = Set.of();
  private final StringBuilder beginnings = new StringBuilder();
  private final Map<Long, String> prefixDigests = new TreeMap<>();
  private long digested;

  private FileBlocks(int fileIndex, CountingInput stored, InputStream decoded, int blockBytes) {
    this.stored = stored;
    this.decoded = decoded;
    this.digest = Sha256.start();
    this.blockBytes = blockBytes;
    this.buffer = new byte[blockBytes];
    block.fileIndex = fileIndex;
  }

  /**
   * Opens {@code file}.
   *
   * @param fileIndex given to every block
   * @param meteredBytes decoded bytes at its start that were metered before, given to every block
   * @param blockBytes aimed-at size of a block, at most {@link #LONGEST_LINE}
   * @throws IOException if the file cannot be opened
   */
  public static FileBlocks open(Path file, int fileIndex, long meteredBytes, int blockBytes)
      throws IOException {
    CountingInput stored = new CountingInput(Files.newInputStream(file));
    InputStream decoded;
    LineOutcome damage = null;
    try {
      decoded = Decompression.decode(stored);
    } catch (IOException e) {
      decoded = InputStream.nullInputStream();
      damage = LineOutcome.CORRUPT_COMPRESSION;
    }
    FileBlocks blocks = new FileBlocks(fileIndex, stored, decoded, blockBytes);
    blocks.damage = damage;
    blocks.block.meteredBytes = meteredBytes;
    return blocks;
  }

  /**
   * Goes on with a file that is not compressed and was read before up to {@code firstByte}.
   *
   * @param firstByte where to go on, the start of a line
   * @param soFar the digest of what lies before; it is changed
   * @param blockBytes aimed-at size of a block, at most {@link #LONGEST_LINE}
   * @throws IOException if the file cannot be opened
   */
  public static FileBlocks resume(Path file, long firstByte, MessageDigest soFar, int blockBytes)
      throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file);
    channel.position(firstByte);
    CountingInput stored = new CountingInput(Channels.newInputStream(channel), firstByte);
    FileBlocks blocks = new FileBlocks(0, stored, stored, blockBytes);
    blocks.digest = soFar;
    blocks.digested = firstByte;
    blocks.bufferStart = firstByte;
    return blocks;
  }

  /**
   * Whether the file is gzip or zstd, by its first bytes.
   *
   * @throws IOException if it cannot be opened
   */
  public static boolean isCompressed(Path file) throws IOException {
    try (InputStream stored = Files.newInputStream(file)) {
      return Decompression.isCompressed(stored.readNBytes(4));
    }
  }

  /**
   * Leaves out a last line that has no terminator: its file is still being written. To be called
   * first.
   */
  public void holdBackUnterminated() {
    holdsBack = true;
  }

  /** The digest of all that was delivered so far, to be finished or gone on with. */
  public MessageDigest digestSoFar() {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
    }
  }

  /** Asks for the digests of the first {@code lengths} decoded bytes. To be called first. */
  public void wantPrefixDigests(Collection<Long> lengths) {
    wanted = Set.copyOf(lengths);
    prefixes =
        LongStream.concat(LongStream.of(DOUBLING), wanted.stream().mapToLong(Long::longValue))
            .sorted()
            .distinct()
            .toArray();
  }

  /** Length to SHA-256 in hex, for the lengths asked for that the file has. */
  public Map<Long, String> prefixDigests() {
    return Map.copyOf(prefixDigests);
  }

  /** Stored bytes read so far, for progress displays. */
  public long storedBytesRead() {
    return stored.count();
  }

  /**
   * The next block, or null behind the last one. The same object is returned each time; its bytes
   * are valid until the next call.
   */
  public LogBlock next() {
    if (ended) {
      return null;
    }
    block.fault = "";
    block.faultBytes = 0;
    int filled = carried;
    while (true) {
      if (filled >= blockBytes) {
        int end = lastLineEnd(filled);
        if (end > 0) {
          return deliver(end, filled);
        }
      }
      if (filled == buffer.length) {
        if (buffer.length >= LONGEST_LINE) {
          return longLine(filled);
        }
        buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, LONGEST_LINE));
      }
      int read = damage == null ? read(filled) : -1;
      if (read < 0) {
        return lastBlock(filled);
      }
      filled += read;
    }
  }

  /** Reads behind the first {@code filled} bytes of the buffer. */
  private int read(int filled) {
    return read(filled, filled);
  }

  /** Reads over the buffer, {@code length} bytes behind its start in the file. */
  private int readBehind(long length) {
    return read(0, length);
  }

  private int read(int offset, long behindStart) {
    try {
      int read = decoded.read(buffer, offset, buffer.length - offset);
      if (read > 0) {
        long decodedSoFar = bufferStart + behindStart + read;
        if (decodedSoFar > BOMB_FREE_BYTES && decodedSoFar / BOMB_RATIO > stored.count()) {
          damage = LineOutcome.COMPRESSION_BOMB;
        }
      }
      return read;
    } catch (IOException e) {
      damage = LineOutcome.CORRUPT_COMPRESSION;
      return -1;
    }
  }

  /** Gives away the buffer, whose unfinished line goes on in the one given away before. */
  private LogBlock deliver(int end, int filled) {
    digest(buffer, end);
    byte[] other = block.bytes.length == blockBytes ? block.bytes : new byte[blockBytes];
    carried = filled - end;
    if (carried >= other.length) {
      other = new byte[buffer.length];
    }
    System.arraycopy(buffer, end, other, 0, carried);
    block.bytes = buffer;
    block.length = end;
    block.firstByte = bufferStart;
    buffer = other;
    bufferStart += end;
    return block;
  }

  private LogBlock longLine(int filled) {
    long length = filled;
    MessageDigest before = digestSoFar();
    digest(buffer, filled);
    carried = 0;
    while (true) {
      int read = damage == null ? readBehind(length) : -1;
      if (read < 0) {
        if (holdsBack && damage == null) {
          digest = before;
          return lastBlock(0);
        }
        break;
      }
      int end = firstLineEnd(read);
      int ofLine = end > 0 ? end : read;
      digest(buffer, ofLine);
      length += ofLine;
      if (end > 0) {
        System.arraycopy(buffer, end, buffer, 0, read - end);
        carried = read - end;
        break;
      }
    }
    block.length = 0;
    block.firstByte = bufferStart;
    block.fault = LineOutcome.LINE_TOO_LONG.label();
    block.faultBytes = length;
    bufferStart += length;
    return block;
  }

  private LogBlock lastBlock(int filled) {
    ended = true;
    int whole = damage == null && !holdsBack ? filled : lastLineEnd(filled);
    block.bytes = buffer;
    digest(buffer, whole);
    block.length = whole;
    block.firstByte = bufferStart;
    if (damage != null) {
      block.fault = damage.label();
      block.faultBytes = (long) filled - whole;
    }
    block.last = true;
    block.decodedDigest = HexFormat.of().formatHex(digestSoFar().digest());
    block.decodedBytes = bufferStart + whole;
    block.beginnings = beginnings.toString();
    return block;
  }

  private void digest(byte[] bytes, int length) {
    int from = 0;
    for (long prefix : prefixes) {
      if (prefix > digested && prefix <= digested + length - from) {
        int upTo = (int) (prefix - digested);
        digest.update(bytes, from, upTo);
        digested += upTo;
        from += upTo;
        taken(prefix, HexFormat.of().formatHex(digestSoFar().digest()));
      }
    }
    digest.update(bytes, from, length - from);
    digested += (long) length - from;
  }

  private void taken(long prefix, String digestSoFar) {
    if (Arrays.binarySearch(DOUBLING, prefix) >= 0) {
      beginnings.append(digestSoFar, 0, HEX_DIGITS_KEPT);
    }
    if (wanted.contains(prefix)) {
      prefixDigests.put(prefix, digestSoFar);
    }
  }

  /** Index behind the last line feed before {@code to}, or 0. */
  private int lastLineEnd(int to) {
    for (int i = to - 1; i >= 0; i--) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private int firstLineEnd(int to) {
    for (int i = 0; i < to; i++) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    decoded.close();
    stored.close();
  }
}
