package org.truecost.tables;

import static java.util.Objects.requireNonNull;

/**
 * A log file that has been metered, and how it is known again. Digests are SHA-256 in hex.
 *
 * @param source id of its source
 * @param file its path as the user gave it, below the replayed directory
 * @param batchId batch its lines belong to
 * @param revision revision of the batch that metered it
 * @param fate {@code counted}, {@code duplicate} or {@code set_aside}
 * @param decodedDigest digest of the decompressed bytes
 * @param decodedBytes length of the decompressed bytes
 * @param unfinishedBytes how many of them, at the end, are a line without a line feed that was not
 *     metered: it may still be written, and is metered when the file has grown
 * @param storedDigest digest of the bytes on disk
 * @param firstLineDigest digest of the first data line
 * @param beginnings the first 64 bits of the digests of its first 256 decompressed bytes, its first
 *     512, and so on, as far as it is long: tells whether another file can be the start of it
 * @param lines physical lines
 * @param asOf the run's {@code --as-of} in microseconds, reused when the batch is restated
 */
public record CoveredFile(
    String source,
    String file,
    String batchId,
    long revision,
    String fate,
    String decodedDigest,
    long decodedBytes,
    long unfinishedBytes,
    String storedDigest,
    String firstLineDigest,
    String beginnings,
    long lines,
    long asOf) {
  public CoveredFile {
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(batchId, "batchId");
    requireNonNull(fate, "fate");
    requireNonNull(decodedDigest, "decodedDigest");
    requireNonNull(storedDigest, "storedDigest");
    requireNonNull(firstLineDigest, "firstLineDigest");
    requireNonNull(beginnings, "beginnings");
  }

  /** Decoded bytes at its start whose lines have been metered. */
  public long meteredBytes() {
    return decodedBytes - unfinishedBytes;
  }
}
