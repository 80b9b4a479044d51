package org.truecost.tables;

/** Types of columns, with the Parquet and DuckDB types that carry them. Never a DOUBLE. */
public enum ColumnType {
  STRING("VARCHAR"),
  /** 64-bit count, bytes or number. */
  BIGINT("BIGINT"),
  /** Microseconds since 1970, UTC. */
  TIMESTAMP("TIMESTAMPTZ"),
  /** Days since 1970. */
  DATE("DATE"),
  /** Integer of up to 38 digits. */
  DECIMAL_38_0("DECIMAL(38,0)"),
  /** Decimal with nine places: sample weights. */
  DECIMAL_18_9("DECIMAL(18,9)"),
  /** Money with twelve places. */
  DECIMAL_38_12("DECIMAL(38,12)"),
  /** A distinct-client sketch: the smallest 32 keyed hashes, ascending. */
  SKETCH("BIGINT[]");

  private final String sqlType;

  ColumnType(String sqlType) {
    this.sqlType = sqlType;
  }

  /** The column's type in DuckDB. */
  public String sqlType() {
    return sqlType;
  }
}
