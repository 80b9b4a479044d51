package org.truecost.metering.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.source.Source;

/**
 * A look at a file before it is metered: enough to know it again, and to see whether it is what its
 * source says.
 *
 * @param storedBytes size on disk
 * @param storedDigest SHA-256 of the bytes on disk
 * @param firstLineDigest SHA-256 of the first data line, of nothing if there is none
 * @param firstDate UTC date of the first believable line
 * @param dataLines data lines looked at
 * @param rejectedLines how many of them the format rejects
 */
record FileInspection(
    long storedBytes,
    String storedDigest,
    String firstLineDigest,
    Optional<LocalDate> firstDate,
    int dataLines,
    int rejectedLines) {
  /** Data lines that decide whether a file has its source's format. */
  private static final int DECIDING_LINES = 10_000;

  /** With fewer, a file is metered whatever its lines are. */
  private static final int FEWEST_LINES = 100;

  private static final long CLOCK_SKEW_SECONDS = 300;
  private static final int BLOCK_BYTES = 64 * 1024;

  /** Whether most lines are not of the source's format, so that the file must be set aside. */
  boolean isOtherFormat() {
    return dataLines >= FEWEST_LINES && rejectedLines * 2 > dataLines;
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
    Lines lines = new Lines(source, asOf);
    try (FileBlocks blocks = FileBlocks.open(path, 0, 0, BLOCK_BYTES)) {
      LogBlock block = blocks.next();
      while (block != null && lines.look(block)) {
        block = blocks.next();
      }
    }
    return new FileInspection(
        storedBytes,
        HexFormat.of().formatHex(stored.digest()),
        HexFormat.of().formatHex(lines.firstLine.digest()),
        Optional.ofNullable(lines.firstDate),
        lines.data,
        lines.rejected);
  }

  private static final class Lines {
    private final LineParser parser;
    private final LogRequest request = new LogRequest();
    private final Instant earliest;
    private final Instant latest;
    private final MessageDigest firstLine = Sha256.start();
    private LocalDate firstDate;
    private int data;
    private int rejected;

    Lines(Source source, Instant asOf) {
      this.parser = LogFormats.parserFor(source.format());
      this.earliest = source.validFrom();
      Instant skewed = asOf.plusSeconds(CLOCK_SKEW_SECONDS);
      this.latest = skewed.isBefore(source.validTo()) ? skewed : source.validTo();
    }

    /** Looks at the lines of a block; false when it is decided. */
    boolean look(LogBlock block) {
      int from = block.firstLine();
      for (int i = from; i < block.length; i++) {
        if (block.bytes[i] == '\n') {
          if (!line(block.bytes, from, i)) {
            return false;
          }
          from = i + 1;
        }
      }
      return (from == block.length || line(block.bytes, from, block.length)) && !block.last;
    }

    private boolean line(byte[] bytes, int from, int lineEnd) {
      int to = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
      LineOutcome outcome = parser.parse(bytes, from, to, request);
      if (outcome == LineOutcome.DIRECTIVE || outcome == LineOutcome.BLANK) {
        return true;
      }
      if (data == 0) {
        firstLine.update(bytes, from, to - from);
      }
      data++;
      if (outcome.isReject()) {
        rejected++;
      } else if (firstDate == null) {
        Instant time = Instant.ofEpochMilli(Math.floorDiv(request.timeMicros, 1_000L));
        if (!time.isBefore(earliest) && time.isBefore(latest)) {
          firstDate = time.atOffset(ZoneOffset.UTC).toLocalDate();
        }
      }
      boolean mostAreGood = (data - rejected) * 2 > DECIDING_LINES;
      return data < DECIDING_LINES && !(mostAreGood && firstDate != null);
    }
  }
}
