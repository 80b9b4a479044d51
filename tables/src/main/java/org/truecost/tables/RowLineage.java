package org.truecost.tables;

import static java.util.Objects.requireNonNull;

/**
 * What every row of a metered table carries beside its key: where it comes from.
 *
 * @param batchId its batch
 * @param revision revision of the batch
 * @param definitionVersion the definition of a download it was metered under
 * @param catalogDigest SHA-256 of the configuration that decided about its lines
 * @param runId the run that wrote it
 */
public record RowLineage(
    String batchId, long revision, String definitionVersion, String catalogDigest, String runId) {
  public RowLineage {
    requireNonNull(batchId, "batchId");
    requireNonNull(definitionVersion, "definitionVersion");
    requireNonNull(catalogDigest, "catalogDigest");
    requireNonNull(runId, "runId");
  }
}
