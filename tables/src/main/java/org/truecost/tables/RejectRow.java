package org.truecost.tables;

import static java.util.Objects.requireNonNull;

/**
 * Rows of {@link Tables#REJECTS} with one key and lineage, summed. Holds a line with its addresses:
 * only the operator may see it.
 *
 * @param lineage where it comes from
 * @param registry registry of the source
 * @param source id of the source, {@code unknown} if nobody knew it
 * @param file name of the file in the ledger
 * @param reason why its lines were rejected
 * @param lineNumber number of the line, counted from 1; null if the line was not kept
 * @param byteOffset where the line begins in the decoded file; null if the line was not kept
 * @param line the line as far as it was kept, without its terminator; null if it was not
 * @param lines how many lines
 * @param lineBytes their bytes, without terminators
 * @param asOfMicros the "now" the line was judged by; null if that was not kept
 * @param header directive lines in force, with their terminators; null if there were none, or, when
 *     {@code asOfMicros} is null too, if they were not kept
 * @param declaredSource whose line it said to be; null unless that source was unknown
 */
public record RejectRow(
    RowLineage lineage,
    String registry,
    String source,
    String file,
    String reason,
    Long lineNumber,
    Long byteOffset,
    String line,
    long lines,
    long lineBytes,
    Long asOfMicros,
    String header,
    String declaredSource) {
  public RejectRow {
    requireNonNull(lineage, "lineage");
    requireNonNull(registry, "registry");
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(reason, "reason");
  }
}
