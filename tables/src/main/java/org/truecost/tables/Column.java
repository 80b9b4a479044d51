package org.truecost.tables;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table.
 *
 * @param name snake_case
 * @param fieldId Iceberg field id: unique in its table, never reused
 * @param type what it holds
 * @param role what it is for
 * @param nullable whether a row may lack it
 * @param added whether there are files that were written before it was added; their rows read as 0
 *     if it is a sum, else as null
 */
public record Column(
    String name, int fieldId, ColumnType type, Role role, boolean nullable, boolean added) {

  /** What a column is for, which is also how two rows of one key are merged. */
  public enum Role {
    /** Part of the grain. */
    KEY,
    /** Added up. */
    SUM,
    /** The smaller one stays. */
    MIN,
    /** The larger one stays. */
    MAX,
    /** Sketches are united. */
    UNION,
    /** Where the row comes from. Equal keys of one batch and revision merge whatever the run. */
    LINEAGE
  }

  public Column {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(role, "role");
  }
}
