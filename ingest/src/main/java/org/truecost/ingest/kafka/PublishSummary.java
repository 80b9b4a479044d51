package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was published; only what was committed counts.
 *
 * @param sources by id
 * @param files what became of each file but those that were published from their start; at most
 *     {@link #MOST_FILES}
 * @param unmatched names of files that no source claims
 * @param unreadable what could not be read, with the reason
 * @param complete false if it was stopped before its end
 */
public record PublishSummary(
    List<SourceTotal> sources,
    List<FileFate> files,
    List<String> unmatched,
    Map<String, String> unreadable,
    boolean complete) {
  public static final int MOST_FILES = 10_000;

  public PublishSummary {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
  }

  /**
   * Sums of a source.
   *
   * @param files of which something was published
   * @param skipped files of which nothing was new
   * @param blocks records with lines, or with the end of a file
   * @param lines physical lines
   * @param bytes decoded bytes
   */
  public record SourceTotal(
      String source, long files, long skipped, long blocks, long lines, long bytes) {}

  /** What became of a file. */
  public enum Fate {
    /** Published from its start. */
    PUBLISHED,
    /** Published from where it ended when it was seen before. */
    CONTINUED,
    /** Published before, under this name. */
    KNOWN,
    /** Published before, or the beginning of what was, under another name. */
    DUPLICATE;

    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A file and what became of it.
   *
   * @param file its name
   * @param source its source
   * @param fate what became of it
   * @param of the name under which its content was published
   */
  public record FileFate(String file, String source, Fate fate, String of) {
    public FileFate {
      requireNonNull(file, "file");
      requireNonNull(source, "source");
      requireNonNull(fate, "fate");
      requireNonNull(of, "of");
    }
  }
}
