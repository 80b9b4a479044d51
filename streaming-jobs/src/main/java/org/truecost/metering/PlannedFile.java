package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A log file and what is to be done with it.
 *
 * @param path where it lies
 * @param file its name in the ledger: the path below the replayed directory
 * @param source id of its source
 * @param fate {@code COUNTED} if its lines are metered, else the fate of all of them
 * @param batchId source and UTC date of its first readable line
 * @param revision revision of the batch
 * @param skipBytes decoded bytes that were metered before: the file has grown since
 * @param storedBytes size on disk
 * @param storedDigest SHA-256 of the bytes on disk
 * @param firstLineDigest SHA-256 of the first data line
 * @param asOfMicros events later than this are rejected; a restated batch keeps its first
 */
public record PlannedFile(
    String path,
    String file,
    String source,
    Fate fate,
    String batchId,
    long revision,
    long skipBytes,
    long storedBytes,
    String storedDigest,
    String firstLineDigest,
    long asOfMicros)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What happens to the lines of a file. */
  public enum Fate {
    COUNTED,
    DUPLICATE,
    SET_ASIDE;

    /** The name used in the ledger. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public PlannedFile {
    requireNonNull(path, "path");
    requireNonNull(file, "file");
    requireNonNull(source, "source");
    requireNonNull(fate, "fate");
    requireNonNull(batchId, "batchId");
    requireNonNull(storedDigest, "storedDigest");
    requireNonNull(firstLineDigest, "firstLineDigest");
  }
}
