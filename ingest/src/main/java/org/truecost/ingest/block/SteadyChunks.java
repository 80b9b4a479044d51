package org.truecost.ingest.block;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads in chunks of one size, whatever the caller asks for. A decoder that fails gives up what it
 * had decoded in the same call; so the good prefix of a damaged file does not depend on the size of
 * a block.
 */
final class SteadyChunks extends FilterInputStream {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int position;
  private int limit;

  SteadyChunks(InputStream decoded) {
    super(decoded);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(in.read(chunk, 0, CHUNK_BYTES), 0);
      if (limit == 0) {
        return -1;
      }
    }
    int read = Math.min(length, limit - position);
    System.arraycopy(chunk, position, target, offset, read);
    position += read;
    return read;
  }
}
