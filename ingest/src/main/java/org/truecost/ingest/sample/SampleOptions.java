package org.truecost.ingest.sample;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.YearMonth;

/**
 * What to generate.
 *
 * @param lines data lines over all sources; header lines come on top
 * @param seed the same seed gives the same bytes
 * @param month the month of the events
 * @param directory where files are written, below it one directory per source
 * @param source the only source to write, all lines in it; empty for all sources
 * @param files files per source; 0 for as many as the lines deserve
 * @param uniqueKeys whether every path and user agent is new, to strain caches
 * @param duplicateFile whether one file is also written under another name, as a retried upload is
 */
public record SampleOptions(
    long lines,
    long seed,
    YearMonth month,
    Path directory,
    String source,
    int files,
    boolean uniqueKeys,
    boolean duplicateFile) {

  public SampleOptions {
    if (lines < 1) {
      throw new IllegalArgumentException("A sample has at least one line: " + lines);
    }
    if (files < 0) {
      throw new IllegalArgumentException("A number of files is not negative: " + files);
    }
    requireNonNull(month, "month");
    requireNonNull(directory, "directory");
    requireNonNull(source, "source");
    if (!source.isEmpty() && SampleSource.byId(source).isEmpty()) {
      throw new IllegalArgumentException(
          "No sample source " + source + "; there are " + SampleSource.ids());
    }
  }

  /** All sources, in a number of files that suits the lines. */
  public static SampleOptions of(long lines, long seed, YearMonth month, Path directory) {
    return new SampleOptions(lines, seed, month, directory, "", 0, false, false);
  }
}
