package org.truecost.ingest.block;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the stored bytes that were read, for progress and for spotting compression bombs. */
final class CountingInput extends FilterInputStream {
  private long count;

  CountingInput(InputStream in) {
    this(in, 0);
  }

  /** What was read before counts too. */
  CountingInput(InputStream in, long before) {
    super(in);
    this.count = before;
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      count++;
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      count += read;
    }
    return read;
  }
}
