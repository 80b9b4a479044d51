package org.truecost.metering;

import org.truecost.metering.cells.Text;
import org.truecost.source.Source;
import org.truecost.tables.RowLineage;

/**
 * What all cells of one batch share: the source's columns and the lineage columns.
 *
 * <p>In a dictionary it is the texts of these columns, in the order of {@link Field}.
 */
public final class BatchRecord {
  /** Texts of a batch record, in order. */
  public enum Field {
    SOURCE,
    REGISTRY,
    PROVIDER,
    BILLING_ACCOUNT,
    /** How many requests one line stands for, with nine decimals. */
    SAMPLE_WEIGHT,
    BATCH_ID,
    REVISION,
    DEFINITION_VERSION,
    CATALOG_DIGEST,
    RUN_ID
  }

  private BatchRecord() {}

  /**
   * The dictionary entry of a batch.
   *
   * @param lineage what this run stamps on every row
   */
  public static byte[] of(Source source, String batchId, long revision, RunLineage lineage) {
    return Text.join(
        source.id(),
        source.registry().id(),
        source.provider(),
        source.billingAccount(),
        SampleWeight.of(source.sample()).toPlainString(),
        batchId,
        Long.toString(revision),
        lineage.definitionVersion(),
        lineage.catalogDigest(),
        lineage.runId());
  }

  /** The dictionary entry of rows that take others back, with the lineage of those. */
  static byte[] of(String source, String registry, RowLineage lineage) {
    return Text.join(
        source,
        registry,
        "",
        "",
        "1",
        lineage.batchId(),
        Long.toString(lineage.revision()),
        lineage.definitionVersion(),
        lineage.catalogDigest(),
        lineage.runId());
  }

  /** The dictionary entry of a batch of records of which no source is known. */
  public static byte[] ofUnknownSource(String batchId, long revision, RunLineage lineage) {
    String unknown = "unknown";
    return Text.join(
        unknown,
        unknown,
        unknown,
        unknown,
        "1",
        batchId,
        Long.toString(revision),
        lineage.definitionVersion(),
        lineage.catalogDigest(),
        lineage.runId());
  }
}
