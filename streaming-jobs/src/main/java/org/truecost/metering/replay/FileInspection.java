package org.truecost.metering.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.FirstLook;
import org.truecost.source.Source;

/**
 * A look at a file before it is metered.
 *
 * @param storedBytes size on disk
 * @param storedDigest SHA-256 of the bytes on disk
 * @param firstLook its first lines
 */
record FileInspection(long storedBytes, String storedDigest, FirstLook firstLook) {
  private static final int BLOCK_BYTES = 64 * 1024;

  /** SHA-256 of the first data line, of nothing if there is none. */
  String firstLineDigest() {
    return firstLook.firstLineDigest();
  }

  /** UTC date of the first believable line. */
  Optional<LocalDate> firstDate() {
    return firstLook.firstDate();
  }

  /** Whether most lines are not of the source's format, so that the file must be set aside. */
  boolean isOtherFormat() {
    return firstLook.isOtherFormat();
  }

  /**
   * Looks at {@code path}.
   *
   * @param asOf later events are not believed
   * @throws IOException if it cannot be opened
   */
  static FileInspection of(Path path, Source source, Instant asOf) throws IOException {
    MessageDigest stored = Sha256.start();
    byte[] buffer = new byte[BLOCK_BYTES];
    long storedBytes = 0;
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        stored.update(buffer, 0, read);
        storedBytes += read;
      }
    }
    try (FileBlocks blocks = FileBlocks.open(path, 0, 0, BLOCK_BYTES)) {
      return new FileInspection(
          storedBytes,
          HexFormat.of().formatHex(stored.digest()),
          FirstLook.at(blocks, source, asOf));
    }
  }
}
