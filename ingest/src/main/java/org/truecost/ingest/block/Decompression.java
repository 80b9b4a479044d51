package org.truecost.ingest.block;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Opens what is compressed by its first bytes; names and extensions are not believed. */
final class Decompression {
  private Decompression() {}

  /** The decoded bytes of {@code stored}, which is gzip, zstd or plain. */
  static InputStream decode(InputStream stored) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stored, 64 * 1024);
    buffered.mark(4);
    byte[] magic = buffered.readNBytes(4);
    buffered.reset();
    if (isGzip(magic)) {
      return new GzipMembers(buffered);
    }
    if (isZstd(magic)) {
      return new SteadyChunks(new ZstdInputStreamNoFinalizer(buffered).setContinuous(false));
    }
    return buffered;
  }

  /** Whether these are the first bytes of something compressed. */
  static boolean isCompressed(byte[] magic) {
    return isGzip(magic) || isZstd(magic);
  }

  private static boolean isGzip(byte[] magic) {
    return magic.length >= 2 && magic[0] == (byte) 0x1F && magic[1] == (byte) 0x8B;
  }

  private static boolean isZstd(byte[] magic) {
    if (magic.length < 4) {
      return false;
    }
    boolean frame =
        magic[0] == 0x28 && magic[1] == (byte) 0xB5 && magic[2] == 0x2F && magic[3] == (byte) 0xFD;
    boolean skippable =
        (magic[0] & 0xF0) == 0x50 && magic[1] == 0x2A && magic[2] == 0x4D && magic[3] == 0x18;
    return frame || skippable;
  }
}
