package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.Directives;
import org.truecost.ingest.format.LineOutcome;

/**
 * A stretch of whole lines of one log file as one Kafka record: the contract between publisher and
 * job, version {@value #VERSION}.
 *
 * <p>The key is {@code file} in UTF-8, so that all blocks of a file lie in one partition, in order.
 * The value is {@code lines}. All else is in headers ({@link BlockHeaders} names them); numbers are
 * decimal ASCII digits, dates ISO, digests lower-case hex, so that any Kafka tool shows them.
 *
 * <p>Blocks of a file join without gap: each starts at the {@link #endByte()} of the one before,
 * save that a last line which was published without its terminator, and has grown since, is sent
 * again as a whole; then {@code publishedBytes} says how much was sent before.
 *
 * @param source id of its source
 * @param file stable id of the file, the same under another name or compression; at most 100
 *     visible ASCII characters
 * @param name name of the file in the ledger: its path below the directory given, with {@code /}
 * @param firstByte place of the first byte in the decoded file
 * @param publishedBytes decoded bytes at the start of the file that were published before as lines;
 *     0 but for a last line that was cut then and is sent again as a whole
 * @param firstLineDigest SHA-256 of the first data line without its terminator, of nothing if the
 *     file has none
 * @param digest SHA-256 of all decoded bytes of the file up to {@link #endByte()}
 * @param last whether the file ends here. Should it grow later, blocks follow, and another last one
 * @param setAside whether most lines of the file's beginning are not of its source's format
 * @param preamble the directive lines in force before this block, with their terminators: with them
 *     a block can be read by itself. Those of more than {@link #LONGEST_PREAMBLE} bytes are left
 *     out
 * @param batchDate UTC date of the file's first believable line, of its arrival if it has none; the
 *     same in all its blocks
 * @param arrivedMillis when the publisher saw the file first, milliseconds since 1970
 * @param storedDigest SHA-256 of the compressed file as it lay there when this block was read;
 *     empty if it was not compressed. Who has metered a file of this content already knows it at
 *     once
 * @param fault label of the {@link LineOutcome} that this block reports behind its lines, or empty.
 *     {@code line_too_long}: the line is left out, the file goes on behind it. All others end the
 *     file
 * @param faultBytes decoded bytes that the fault swallowed
 * @param lines whole lines with their terminators; only the last line of a file may lack one
 * @param linesBefore physical lines of the file before the first byte; {@link #UNKNOWN_LINES} if
 *     the publisher did not say
 */
public record BlockRecord(
    String source,
    String file,
    String name,
    long firstByte,
    long publishedBytes,
    String firstLineDigest,
    String digest,
    boolean last,
    boolean setAside,
    byte[] preamble,
    LocalDate batchDate,
    long arrivedMillis,
    String storedDigest,
    String fault,
    long faultBytes,
    byte[] lines,
    long linesBefore)
    implements KafkaRecord {
  public static final int VERSION = 1;

  public static final long UNKNOWN_LINES = -1;

  /** Neither a batch nor a record is of this day or later. */
  public static final LocalDate LATEST = LocalDate.of(9999, 1, 1);

  public static final int LONGEST_PREAMBLE = Directives.LONGEST_BYTES;

  public BlockRecord {
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(name, "name");
    requireNonNull(firstLineDigest, "firstLineDigest");
    requireNonNull(digest, "digest");
    requireNonNull(preamble, "preamble");
    requireNonNull(batchDate, "batchDate");
    requireNonNull(storedDigest, "storedDigest");
    requireNonNull(fault, "fault");
    requireNonNull(lines, "lines");
  }

  /** Place behind the last byte: where the file's next block starts. */
  public long endByte() {
    return endByte(firstByte, lines.length, fault, faultBytes);
  }

  /** A line that is too long is part of the file; what damage swallowed is not. */
  static long endByte(long firstByte, long length, String fault, long faultBytes) {
    return firstByte + length + (fault.equals(LineOutcome.LINE_TOO_LONG.label()) ? faultBytes : 0);
  }

  /** The record's key. */
  public byte[] key() {
    return file.getBytes(UTF_8);
  }

  /** The record's headers. */
  public Headers headers() {
    RecordHeaders headers = new RecordHeaders();
    put(headers, BlockHeaders.MAGIC, Integer.toString(VERSION));
    put(headers, BlockHeaders.SOURCE, source);
    put(headers, BlockHeaders.FILE, file);
    put(headers, BlockHeaders.NAME, name);
    put(headers, BlockHeaders.FIRST_BYTE, Long.toString(firstByte));
    if (publishedBytes > 0) {
      put(headers, BlockHeaders.PUBLISHED_BYTES, Long.toString(publishedBytes));
    }
    if (linesBefore != UNKNOWN_LINES) {
      put(headers, BlockHeaders.LINES_BEFORE, Long.toString(linesBefore));
    }
    put(headers, BlockHeaders.FIRST_LINE_DIGEST, firstLineDigest);
    put(headers, BlockHeaders.DIGEST, digest);
    if (last) {
      put(headers, BlockHeaders.END, Long.toString(endByte()));
    }
    if (setAside) {
      put(headers, BlockHeaders.SET_ASIDE, "other-format");
    }
    if (preamble.length > 0) {
      headers.add(BlockHeaders.PREAMBLE, preamble);
    }
    put(headers, BlockHeaders.BATCH_DATE, batchDate.toString());
    put(headers, BlockHeaders.ARRIVED, Long.toString(arrivedMillis));
    if (!storedDigest.isEmpty()) {
      put(headers, BlockHeaders.STORED_DIGEST, storedDigest);
    }
    if (!fault.isEmpty()) {
      put(headers, BlockHeaders.FAULT, fault);
      put(headers, BlockHeaders.FAULT_BYTES, Long.toString(faultBytes));
    }
    return headers;
  }

  private static void put(RecordHeaders headers, String name, String text) {
    headers.add(name, text.getBytes(UTF_8));
  }

  /**
   * The same as a block of the metering job; it shares the bytes. How much of the file was metered
   * before is for the job to say: a cut last line may have been metered or may wait.
   */
  public LogBlock toLogBlock(int fileIndex) {
    LogBlock block = new LogBlock();
    block.fileIndex = fileIndex;
    block.bytes = lines;
    block.length = lines.length;
    block.firstByte = firstByte;
    block.fault = fault;
    block.faultBytes = faultBytes;
    block.last = last;
    if (last) {
      block.decodedDigest = digest;
      block.decodedBytes = endByte();
    }
    return block;
  }

  /**
   * Reads a record. Never throws: whoever may write to the topic chooses these bytes.
   *
   * @param headers the record's, may hold anything
   * @param value may be null
   * @return a block, lines that somebody pushed (no header {@value BlockHeaders#MAGIC}), or what is
   *     wrong
   */
  public static KafkaRecord decode(Iterable<Header> headers, byte[] value) {
    byte[] lines = value == null ? new byte[0] : value;
    for (Header header : headers) {
      if (header.key().equals(BlockHeaders.MAGIC)) {
        return new BlockHeaders(headers).block(lines);
      }
    }
    return new PushedLines(lines);
  }
}
