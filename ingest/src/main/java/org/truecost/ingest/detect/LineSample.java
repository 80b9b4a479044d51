package org.truecost.ingest.detect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;

/**
 * The first lines of a log file, of any compression.
 *
 * @param lines the lines without terminators and byte order mark, directives and blank ones too
 * @param faults labels of what was broken on the way, each once
 */
public record LineSample(List<byte[]> lines, List<String> faults) {
  private static final int BLOCK_BYTES = 64 * 1024;

  public LineSample {
    lines = List.copyOf(lines);
    faults = List.copyOf(faults);
  }

  /**
   * Reads up to {@code most} lines that are neither blank nor a directive.
   *
   * @throws IOException if the file cannot be opened
   */
  public static LineSample of(Path file, int most) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int data = 0;
    try (FileBlocks blocks = FileBlocks.open(file, 0, 0, BLOCK_BYTES)) {
      for (LogBlock block = blocks.next(); block != null && data < most; block = blocks.next()) {
        if (!block.fault.isEmpty() && !faults.contains(block.fault)) {
          faults.add(block.fault);
        }
        data += add(block, most - data, lines);
        // A file of nothing but directives or broken lines must not be read to its end.
        if (lines.size() + faults.size() > most * 10 || block.firstByte > FileBlocks.LONGEST_LINE) {
          break;
        }
      }
    }
    return new LineSample(lines, faults);
  }

  /** At most {@code most} of {@code all}, from the first to the last. */
  public static <T> List<T> spread(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
    }
    return some;
  }

  private static int add(LogBlock block, int most, List<byte[]> lines) {
    int data = 0;
    int from = block.firstLine();
    while (from < block.length && data < most) {
      int lineFeed = from;
      while (lineFeed < block.length && block.bytes[lineFeed] != '\n') {
        lineFeed++;
      }
      int to = lineFeed > from && block.bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      lines.add(Arrays.copyOfRange(block.bytes, from, to));
      if (to > from && block.bytes[from] != '#') {
        data++;
      }
      from = lineFeed + 1;
    }
    return data;
  }
}
