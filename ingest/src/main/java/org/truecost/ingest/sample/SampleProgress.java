package org.truecost.ingest.sample;

/** Hears how far a generation is. */
@FunctionalInterface
public interface SampleProgress {
  /**
   * Called after each file.
   *
   * @param files files finished
   * @param lines lines written so far
   * @param bytes decoded bytes written so far
   */
  void written(long files, long lines, long bytes);
}
