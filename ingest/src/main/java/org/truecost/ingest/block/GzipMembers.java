package org.truecost.ingest.block;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses a gzip file of any number of members (RFC 1952).
 *
 * <p>{@link java.util.zip.GZIPInputStream} takes whatever it cannot read behind a member for the
 * end of the file, which would lose the rest of a damaged log in silence. Here everything that is
 * neither a member nor zero padding is an error.
 */
final class GzipMembers extends InputStream {
  private static final int HEADER_CRC = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;

  private final InputStream stored;
  private final byte[] input = new byte[64 * 1024];
  private int position;
  private int limit;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean ended;
  private ZipException damage;

  GzipMembers(InputStream stored) {
    this.stored = stored;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /**
   * @throws ZipException if the stream is damaged
   * @throws EOFException if it ends inside a member
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    while (!ended) {
      if (!inMember && !startMember()) {
        ended = true;
        break;
      }
      long before = inflater.getBytesWritten();
      try {
        int read = inflater.inflate(target, offset, length);
        if (read > 0) {
          crc.update(target, offset, read);
          return read;
        }
      } catch (DataFormatException e) {
        damage = new ZipException(e.getMessage() == null ? "damaged gzip data" : e.getMessage());
        // What came out before the damage is good, and must not depend on the target's size.
        int good = (int) (inflater.getBytesWritten() - before);
        if (good > 0) {
          return good;
        }
        throw damage;
      }
      if (inflater.finished() || inflater.needsDictionary()) {
        endMember();
      } else if (inflater.needsInput()) {
        if (!fill()) {
          throw new EOFException("the gzip stream ends in the middle");
        }
        inflater.setInput(input, position, limit - position);
        position = limit;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    stored.close();
  }

  private boolean startMember() throws IOException {
    int first = next();
    while (first == 0) {
      first = next();
    }
    if (first < 0) {
      return false;
    }
    if (first != 0x1F || required() != 0x8B || required() != 8) {
      throw new ZipException("not a gzip member");
    }
    int flags = required();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(required() | required() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    inflater.setInput(input, position, limit - position);
    position = limit;
    inMember = true;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    long expected = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      expected |= (long) required() << shift;
    }
    long size = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      size |= (long) required() << shift;
    }
    if (expected != crc.getValue() || size != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
      throw new ZipException("checksum of a gzip member does not match");
    }
    inMember = false;
  }

  private void skipText() throws IOException {
    while (required() != 0) {
      // A zero-terminated name or comment.
    }
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      required();
    }
  }

  private int required() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException("the gzip stream ends in the middle");
    }
    return b;
  }

  private int next() throws IOException {
    return position < limit || fill() ? input[position++] & 0xFF : -1;
  }

  private boolean fill() throws IOException {
    int read = stored.read(input, 0, input.length);
    position = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }
}
