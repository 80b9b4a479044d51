package org.truecost.ingest.block;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.truecost.config.Sha256;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.source.Source;

/**
 * A look at the first lines of a file: enough to know it again, and to see whether it is what its
 * source says.
 *
 * @param firstLineDigest SHA-256 of the first data line, of nothing if there is none
 * @param firstDate UTC date of the first believable line
 * @param dataLines data lines looked at
 * @param rejectedLines how many of them the format rejects
 */
public record FirstLook(
    String firstLineDigest, Optional<LocalDate> firstDate, int dataLines, int rejectedLines) {
  /** Data lines that decide whether a file has its source's format. */
  private static final int DECIDING_LINES = 10_000;

  /** With fewer, a file is metered whatever its lines are. */
  private static final int FEWEST_LINES = 100;

  private static final long CLOCK_SKEW_SECONDS = 300;

  /** Whether most lines are not of the source's format, so that the file must be set aside. */
  public boolean isOtherFormat() {
    return dataLines >= FEWEST_LINES && rejectedLines * 2 > dataLines;
  }

  /**
   * Reads as much of {@code blocks} as it takes.
   *
   * @param blocks from the file's start
   * @param asOf later events are not believed
   */
  public static FirstLook at(FileBlocks blocks, Source source, Instant asOf) {
    Lines lines = new Lines(source, asOf);
    LogBlock block = blocks.next();
    while (block != null && lines.look(block)) {
      block = blocks.next();
    }
    return new FirstLook(
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
