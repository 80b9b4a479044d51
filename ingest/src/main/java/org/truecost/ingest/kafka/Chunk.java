package org.truecost.ingest.kafka;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A block on its way from a file to Kafka.
 *
 * @param firstByte place of its first byte in the decoded file
 * @param lines its bytes, its own
 * @param state digest of the file up to its end
 * @param preamble directive lines in force before it
 * @param fault label of a fault, or empty
 * @param faultBytes decoded bytes that the fault swallowed
 * @param last whether the file ends behind it
 * @param linesSoFar physical lines of the file up to its end
 * @param unterminated how many of its last bytes are a line without terminator
 */
record Chunk(
    long firstByte,
    byte[] lines,
    MessageDigest state,
    byte[] preamble,
    String fault,
    long faultBytes,
    boolean last,
    long linesSoFar,
    long unterminated) {

  long endByte() {
    return BlockRecord.endByte(firstByte, lines.length, fault, faultBytes);
  }

  /** The same of a file that goes on: what looks like damage may be the end of what is written. */
  Chunk goingOn() {
    boolean isFault = !fault.isEmpty();
    return new Chunk(
        firstByte,
        lines,
        state,
        preamble,
        "",
        0,
        false,
        isFault ? linesSoFar - 1 : linesSoFar,
        unterminated);
  }

  /** SHA-256 of the file up to the chunk's end, in hex. */
  String digest() {
    return HexFormat.of().formatHex(copy(state).digest());
  }

  static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
    }
  }
}
