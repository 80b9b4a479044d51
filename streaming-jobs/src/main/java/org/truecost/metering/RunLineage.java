package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What a run stamps on every row it writes.
 *
 * @param runId id of the run
 * @param definitionVersion the active definition of a download, {@code default/2026-11}
 * @param catalogDigest SHA-256 of the configuration that decided about lines
 */
public record RunLineage(String runId, String definitionVersion, String catalogDigest)
    implements Serializable {
  public RunLineage {
    requireNonNull(runId, "runId");
    requireNonNull(definitionVersion, "definitionVersion");
    requireNonNull(catalogDigest, "catalogDigest");
  }
}
