package org.truecost.tables;

import static java.util.Objects.requireNonNull;

/**
 * Rows of {@link Tables#LEDGER} with one key and lineage, summed: an account of a file.
 *
 * @param lineage where it comes from
 * @param registry registry of the source
 * @param source id of the source, {@code unknown} if nobody knew it
 * @param file name of the file
 * @param decodedDigest SHA-256 of the file as far as it was read
 * @param storedDigest SHA-256 of the bytes on disk, empty if it is not known
 * @param asOfMicros the "now" its lines were judged by, the latest if there were several
 * @param rejected how many of its lines were rejected
 */
public record LedgerRow(
    RowLineage lineage,
    String registry,
    String source,
    String file,
    String decodedDigest,
    String storedDigest,
    long asOfMicros,
    long rejected) {
  public LedgerRow {
    requireNonNull(lineage, "lineage");
    requireNonNull(registry, "registry");
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(decodedDigest, "decodedDigest");
    requireNonNull(storedDigest, "storedDigest");
  }
}
