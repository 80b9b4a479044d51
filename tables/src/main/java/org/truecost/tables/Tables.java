package org.truecost.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.truecost.tables.Column.Role;

/**
 * Every table, listed once. A column is added at the end of its kind, never renamed or retyped; the
 * lineage columns come first so that a new measure does not move them.
 */
public final class Tables {
  /** Billed quantities: every request of every kind, additive. */
  public static final TableSchema USAGE =
      table("usage", false)
          .key("hour", ColumnType.TIMESTAMP)
          .keys("source", "provider", "billing_account", "billing_region")
          .keys("organization", "attribution_method", "confidence")
          .keys("network_provider", "network_kind", "client_country")
          .keys("traffic_class", "client_tool")
          .keys("request_kind", "cache_status", "status_class")
          .key("sample_weight", ColumnType.DECIMAL_18_9)
          .sum("requests")
          .sum("bytes_sent")
          .sum("bytes_squared", ColumnType.DECIMAL_38_0)
          .sum("requests_without_bytes")
          .sum("partial_requests")
          .sum("aborted_requests")
          .build();

  /**
   * Usage by month, over all batches and runs: derived by compaction, so that a year is read from
   * few rows. It has no lineage but what decides about numbers. What it was not derived from is
   * shown from {@link #USAGE} ({@link RollUps}); the sums of both are always equal.
   */
  public static final TableSchema USAGE_MONTH =
      derived("usage_month")
          .keys("source", "provider", "billing_account", "billing_region")
          .keys("organization", "attribution_method", "confidence")
          .keys("network_provider", "network_kind", "client_country")
          .keys("traffic_class", "client_tool")
          .keys("request_kind", "cache_status", "status_class")
          .key("sample_weight", ColumnType.DECIMAL_18_9)
          .sum("requests")
          .sum("bytes_sent")
          .sum("bytes_squared", ColumnType.DECIMAL_38_0)
          .sum("requests_without_bytes")
          .sum("partial_requests")
          .sum("aborted_requests")
          .build();

  /** What the active definition counts as a download, by package file, version or package. */
  public static final TableSchema DOWNLOADS =
      table("downloads", false)
          .key("day", ColumnType.DATE)
          .keys("source", "organization", "traffic_class", "request_kind")
          .keys("package_type", "package_namespace", "package_name", "package_version")
          .keys("package_file")
          .sum("downloads")
          .sum("full_requests")
          .sum("full_bytes")
          .sum("requests")
          .sum("bytes_sent")
          .build();

  /** Bytes per five minutes, spread over the transfer time where the log has it. */
  public static final TableSchema BANDWIDTH =
      table("bandwidth", false)
          .key("interval_start", ColumnType.TIMESTAMP)
          .keys("source", "provider", "billing_account", "billing_region")
          .keys("organization", "traffic_class")
          .sum("bytes_sent")
          .sum("requests")
          .build();

  /** A mergeable sketch of distinct clients. Not additive: over days, the largest day. */
  public static final TableSchema CLIENTS =
      table("clients", false)
          .key("day", ColumnType.DATE)
          .keys("source", "organization", "traffic_class", "billing_region", "key_id")
          .add("client_sketch", ColumnType.SKETCH, Role.UNION, false)
          .build();

  /** The fate of every physical line, by file. */
  public static final TableSchema LEDGER =
      table("ledger", false)
          .keys("source", "file", "decoded_digest", "stored_digest")
          .key("as_of", ColumnType.TIMESTAMP)
          .sum("physical_lines")
          .sum("directives")
          .sum("blank")
          .sum("counted")
          .sum("duplicate")
          .sum("rejected")
          .sum("set_aside")
          .sum("bytes_sent")
          .add("first_event_time", ColumnType.TIMESTAMP, Role.MIN, true)
          .add("last_event_time", ColumnType.TIMESTAMP, Role.MAX, true)
          .since()
          .sums(ArrivalDelays.counts())
          .add(ArrivalDelays.LONGEST, ColumnType.BIGINT, Role.MAX, true)
          .sum("unchecked_late")
          .sum("unchecked_evicted")
          .sum("unchecked_without_id")
          .build();

  /**
   * Lines that could not be metered: the first 1,000 per file and reason, then counts. What was
   * decided about a kept line can be decided anew: {@code as_of} is the "now" it was judged by,
   * {@code header} the directive lines in force, {@code declared_source} whose it said to be if the
   * configuration did not have that source.
   */
  public static final TableSchema REJECTS =
      table("rejects", true)
          .keys("source", "file", "reason")
          .nullableKey("line_number", ColumnType.BIGINT)
          .nullableKey("byte_offset", ColumnType.BIGINT)
          .nullableKey("line", ColumnType.STRING)
          .sum("lines")
          .sum("line_bytes")
          .nullableKey("as_of", ColumnType.TIMESTAMP)
          .nullableKey("header", ColumnType.STRING)
          .nullableKey("declared_source", ColumnType.STRING)
          .build();

  private static final List<TableSchema> ALL =
      List.of(USAGE, USAGE_MONTH, DOWNLOADS, BANDWIDTH, CLIENTS, LEDGER, REJECTS);

  private Tables() {}

  /** Whether compaction makes {@code table} from another one; metering never writes it. */
  public static boolean isDerived(TableSchema table) {
    return table.name().equals(USAGE_MONTH.name());
  }

  /** Every table, derived ones too, in the order they are published. */
  public static List<TableSchema> all() {
    return ALL;
  }

  /** The table called {@code name}, if there is one. */
  public static Optional<TableSchema> byName(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** A table whose rows sum up those of all batches, so it can name none of them. */
  private static Builder derived(String name) {
    return new Builder(name, false)
        .add("registry", ColumnType.STRING, Role.KEY, false)
        .add("month", ColumnType.STRING, Role.KEY, false)
        .add("definition_version", ColumnType.STRING, Role.LINEAGE, false)
        .add("catalog_digest", ColumnType.STRING, Role.LINEAGE, false);
  }

  private static Builder table(String name, boolean restricted) {
    return new Builder(name, restricted)
        .add("registry", ColumnType.STRING, Role.KEY, false)
        .add("month", ColumnType.STRING, Role.KEY, false)
        .add("batch_id", ColumnType.STRING, Role.LINEAGE, false)
        .add("revision", ColumnType.BIGINT, Role.LINEAGE, false)
        .add("definition_version", ColumnType.STRING, Role.LINEAGE, false)
        .add("catalog_digest", ColumnType.STRING, Role.LINEAGE, false)
        .add("run_id", ColumnType.STRING, Role.LINEAGE, false);
  }

  private static final class Builder {
    private final String name;
    private final boolean restricted;
    private final List<Column> columns = new ArrayList<>();
    private boolean added;

    Builder(String name, boolean restricted) {
      this.name = name;
      this.restricted = restricted;
    }

    Builder keys(String... names) {
      for (String column : names) {
        key(column, ColumnType.STRING);
      }
      return this;
    }

    Builder key(String column, ColumnType type) {
      return add(column, type, Role.KEY, false);
    }

    Builder nullableKey(String column, ColumnType type) {
      return add(column, type, Role.KEY, true);
    }

    Builder sum(String column) {
      return sum(column, ColumnType.BIGINT);
    }

    Builder sums(List<String> names) {
      names.forEach(this::sum);
      return this;
    }

    /** The columns that follow were added after files had been written. */
    Builder since() {
      added = true;
      return this;
    }

    Builder sum(String column, ColumnType type) {
      return add(column, type, Role.SUM, false);
    }

    Builder add(String column, ColumnType type, Role role, boolean nullable) {
      columns.add(new Column(column, columns.size() + 1, type, role, nullable, added));
      return this;
    }

    TableSchema build() {
      return new TableSchema(name, restricted, columns);
    }
  }
}
