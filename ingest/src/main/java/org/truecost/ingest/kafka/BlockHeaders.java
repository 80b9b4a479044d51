package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.truecost.ingest.format.LineOutcome;

/** Reads the headers of a block, which may hold anything; remembers the first thing wrong. */
final class BlockHeaders {
  /** Its value is the version of the contract. */
  static final String MAGIC = "truecost-block";

  static final String SOURCE = "source";
  static final String FILE = "file";
  static final String NAME = "name";
  static final String FIRST_BYTE = "first-byte";
  static final String PUBLISHED_BYTES = "published-bytes";

  /** Blocks of earlier publishers have none. */
  static final String LINES_BEFORE = "lines-before";

  static final String FIRST_LINE_DIGEST = "first-line-digest";
  static final String DIGEST = "digest";

  /** Only in the last block of a file: the number of its decoded bytes. */
  static final String END = "end";

  static final String SET_ASIDE = "set-aside";
  static final String PREAMBLE = "preamble";
  static final String BATCH_DATE = "batch-date";
  static final String ARRIVED = "arrived";

  /** Only if the file was compressed. */
  static final String STORED_DIGEST = "stored-digest";

  static final String FAULT = "fault";
  static final String FAULT_BYTES = "fault-bytes";

  private static final Set<String> KNOWN =
      Set.of(
          MAGIC,
          SOURCE,
          FILE,
          NAME,
          FIRST_BYTE,
          LINES_BEFORE,
          PUBLISHED_BYTES,
          FIRST_LINE_DIGEST,
          DIGEST,
          END,
          SET_ASIDE,
          PREAMBLE,
          BATCH_DATE,
          ARRIVED,
          STORED_DIGEST,
          FAULT,
          FAULT_BYTES);

  /** Faults that a block can report; the other outcomes are for a parser to find. */
  private static final Set<String> FAULTS =
      Set.of(
          LineOutcome.LINE_TOO_LONG.label(),
          LineOutcome.CORRUPT_COMPRESSION.label(),
          LineOutcome.COMPRESSION_BOMB.label(),
          LineOutcome.UNREADABLE_FILE.label());

  private static final int LONGEST_ID = 100;
  private static final int LONGEST_NAME = 8 * 1024;

  /** An exbibyte; sums of a few such numbers stay in range. */
  private static final long MOST_BYTES = 1L << 60;

  private static final long MOST_DIGITS = 19;

  private final Map<String, byte[]> values = new HashMap<>();
  private String wrong = "";

  BlockHeaders(Iterable<Header> headers) {
    Set<String> twice = new HashSet<>();
    for (Header header : headers) {
      // Proxies and tracers add headers of their own.
      if (KNOWN.contains(header.key())) {
        byte[] value = header.value();
        if (values.put(header.key(), value == null ? new byte[0] : value) != null) {
          twice.add(header.key());
        }
      }
    }
    if (!twice.isEmpty()) {
      wrong(
          "the header " + twice.stream().min(String::compareTo).orElseThrow() + " is there twice");
    }
  }

  boolean has(String header) {
    return values.containsKey(header);
  }

  /** The block, or what is wrong with it. */
  KafkaRecord block(byte[] lines) {
    if (!text(MAGIC, LONGEST_ID).equals(Integer.toString(BlockRecord.VERSION))) {
      wrong("the version of the block is not " + BlockRecord.VERSION);
    }
    BlockRecord block =
        new BlockRecord(
            id(SOURCE),
            id(FILE),
            text(NAME, LONGEST_NAME),
            number(FIRST_BYTE),
            has(PUBLISHED_BYTES) ? number(PUBLISHED_BYTES) : 0,
            digest(FIRST_LINE_DIGEST),
            digest(DIGEST),
            has(END),
            has(SET_ASIDE),
            preamble(),
            date(),
            number(ARRIVED),
            has(STORED_DIGEST) ? digest(STORED_DIGEST) : "",
            fault(),
            has(FAULT) ? number(FAULT_BYTES) : 0,
            lines,
            has(LINES_BEFORE) ? number(LINES_BEFORE) : BlockRecord.UNKNOWN_LINES);
    if (block.last() && number(END) != block.endByte()) {
      wrong("the header end is not where the block ends");
    }
    if (block.publishedBytes() > block.endByte()) {
      wrong("the header published-bytes is more than there is");
    }
    if (lines.length == 0 && !block.last() && block.fault().isEmpty()) {
      wrong("the block is empty");
    }
    if (lines.length > 0 && lines[lines.length - 1] != '\n' && !block.last()) {
      wrong("the block ends within a line");
    }
    return wrong.isEmpty()
        ? block
        : new FaultyRecord("Not a block of log lines: " + wrong + ".", lines.length);
  }

  private void wrong(String what) {
    if (wrong.isEmpty()) {
      wrong = what;
    }
  }

  private byte[] required(String header) {
    byte[] value = values.get(header);
    if (value == null) {
      wrong("the header " + header + " is missing");
      return new byte[0];
    }
    return value;
  }

  private String text(String header, int longest) {
    byte[] value = required(header);
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      if (!text.isEmpty() && value.length <= longest) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Reported below.
    }
    wrong("the header " + header + " is not a text of 1 to " + longest + " bytes");
    return "";
  }

  private String id(String header) {
    byte[] value = required(header);
    boolean visible = value.length > 0 && value.length <= LONGEST_ID;
    for (byte b : value) {
      visible &= b > ' ' && b < 0x7F;
    }
    if (!visible) {
      wrong("the header " + header + " is not an id");
      return "";
    }
    return new String(value, US_ASCII);
  }

  private long number(String header) {
    byte[] value = required(header);
    long number = 0;
    boolean good = value.length > 0 && value.length <= MOST_DIGITS;
    for (int i = 0; good && i < value.length; i++) {
      good = value[i] >= '0' && value[i] <= '9' && number <= MOST_BYTES / 10;
      number = number * 10 + (value[i] - '0');
    }
    if (!good || number > MOST_BYTES) {
      wrong("the header " + header + " is not a number in range");
      return 0;
    }
    return number;
  }

  private String digest(String header) {
    byte[] value = required(header);
    boolean good = value.length == 64;
    for (byte b : value) {
      good &= (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f');
    }
    if (!good) {
      wrong("the header " + header + " is not a SHA-256 in hex");
      return "";
    }
    return new String(value, US_ASCII);
  }

  private byte[] preamble() {
    byte[] value = values.getOrDefault(PREAMBLE, new byte[0]);
    if (value.length > BlockRecord.LONGEST_PREAMBLE) {
      wrong("the header preamble is too long");
    }
    return value;
  }

  private LocalDate date() {
    byte[] value = required(BATCH_DATE);
    try {
      if (value.length == "2026-01-01".length()) {
        LocalDate date = LocalDate.parse(new String(value, US_ASCII));
        if (date.isBefore(BlockRecord.LATEST)) {
          return date;
        }
      }
    } catch (DateTimeException e) {
      // Reported below.
    }
    wrong("the header batch-date is not a date");
    return LocalDate.EPOCH;
  }

  private String fault() {
    if (!has(FAULT)) {
      return "";
    }
    String fault = text(FAULT, LONGEST_ID);
    if (!FAULTS.contains(fault)) {
      wrong("the header fault names no fault");
    }
    return fault;
  }
}
