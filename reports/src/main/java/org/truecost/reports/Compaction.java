package org.truecost.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Expiry;
import org.truecost.tables.Lease;
import org.truecost.tables.NewDataFile;
import org.truecost.tables.RollUps;
import org.truecost.tables.RollUps.Partition;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Merges small files and equal keys, drops superseded revisions, and writes the derived tables.
 * Readers see all of it at once or nothing: the sums are the same before, during and after.
 *
 * <p>Killed at any point it leaves the old commit as it was; the next run removes its files.
 */
public final class Compaction {
  /** Between the 128 and 512 MiB that scans like, with room for a wrong guess either way. */
  private static final long TARGET_BYTES = 256L << 20;

  /** A month of hours becomes one row: a roll-up of any size that is likely fits into one file. */
  private static final long ROLL_UP_BYTES = 0;

  private final DataDirectory directory;
  private final long targetBytes;
  private final Commit base;
  private final LiveRows live;
  private final Connection connection;
  private final DataFileWriter writer;
  private final List<DataFile> added = new ArrayList<>();
  private final Set<String> removed = new HashSet<>();

  private Compaction(DataDirectory directory, Commit base, Connection connection, long target) {
    this.directory = directory;
    this.base = base;
    this.live = new LiveRows(directory, base);
    this.connection = connection;
    this.writer = new DataFileWriter(directory, connection);
    this.targetBytes = target;
  }

  /**
   * What a compaction did.
   *
   * @param before the newest commit before
   * @param commit the newest commit afterwards: the one before if there was nothing to do
   * @param expired what was removed from disk
   */
  public record Compacted(Commit before, Commit commit, Expiry.Removed expired) {}

  /**
   * Compacts all tables, then expires all but the newest {@code keep} commits. A metering job may
   * publish meanwhile: what it adds stays beside what was merged.
   *
   * @param lease proves that no other process maintains or replays
   */
  public static Compacted run(DataDirectory directory, Lease lease, int keep)
      throws IOException, SQLException {
    return run(directory, lease, keep, TARGET_BYTES);
  }

  static Compacted run(DataDirectory directory, Lease lease, int keep, long targetBytes)
      throws IOException, SQLException {
    lease.requireMaintenance(directory);
    Commit base = directory.log().head();
    directory.requireFiles(base);
    // Read even if it will not be merged: who compacts relies on the directory afterwards.
    List<CoveredFile> covered = directory.coverage().read(base);
    // Before it writes, so that what a killed compaction left does not fill the disk for this one.
    Expiry.Removed leftovers = Expiry.expire(directory, lease, keep);
    for (TableSchema table : Tables.all()) {
      NewDataFile.restrict(directory.path(), table);
    }
    Commit after = base;
    try (Connection connection = TrueCostDatabase.connect()) {
      Change change = new Compaction(directory, base, connection, targetBytes).merge(covered);
      if (!change.added().isEmpty()
          || !change.removed().isEmpty()
          || !change.coverageAdded().isEmpty()) {
        after = directory.log().append(change).commit();
      }
    }
    Expiry.Removed expired = Expiry.expire(directory, lease, keep);
    return new Compacted(base, after, leftovers.plus(expired));
  }

  private Change merge(List<CoveredFile> covered) throws IOException, SQLException {
    Map<Partition, List<DataFile>> usage = new LinkedHashMap<>();
    for (TableSchema table : Tables.all()) {
      if (!Tables.isDerived(table)) {
        for (Map.Entry<Partition, List<DataFile>> partition :
            RollUps.partitions(base.files(table)).entrySet()) {
          List<DataFile> merged = merge(table, partition.getKey(), partition.getValue());
          if (table.equals(Tables.USAGE)) {
            usage.put(partition.getKey(), merged);
          }
        }
      }
    }
    derive(usage);
    List<String> manifests = base.coverage().size() > 1 ? base.coverage() : List.of();
    List<String> merged = new ArrayList<>();
    if (!manifests.isEmpty()) {
      merged.add(directory.coverage().write(covered));
    }
    return Change.swap("compact", added, removed, merged, Set.copyOf(manifests));
  }

  /** Merges the files of a partition; what is live in it afterwards. */
  private List<DataFile> merge(TableSchema table, Partition partition, List<DataFile> files)
      throws IOException, SQLException {
    writer.requireKnownColumns(table, files);
    String rows = live.select(table, files);
    if (isCompact(files, rows)) {
      return files;
    }
    List<DataFile> merged =
        write(
            table,
            partition,
            rows,
            bytes(files),
            () -> DataFile.COMPACTED + UUID.randomUUID() + ".parquet");
    requireEqualTotals(table, rows, merged);
    files.forEach(file -> removed.add(file.path()));
    added.addAll(merged);
    return merged;
  }

  /** Nothing to merge, nothing to drop. */
  private boolean isCompact(List<DataFile> files, String rows) throws SQLException {
    if (!files.stream().allMatch(DataFile::compacted)) {
      return false;
    }
    // Files of one compaction share no keys; those of two never live side by side.
    return number("SELECT count(*) FROM (" + rows + ")") == rows(files);
  }

  /** Makes the roll-ups anew whose origin is another one by now. */
  private void derive(Map<Partition, List<DataFile>> usage) throws IOException, SQLException {
    TableSchema table = Tables.USAGE_MONTH;
    Map<Partition, List<DataFile>> before = RollUps.partitions(base.files(table));
    for (Map.Entry<Partition, List<DataFile>> made : before.entrySet()) {
      if (!isCurrent(made.getValue(), usage.get(made.getKey()))) {
        made.getValue().forEach(file -> removed.add(file.path()));
      }
    }
    for (Map.Entry<Partition, List<DataFile>> partition : usage.entrySet()) {
      List<DataFile> files = partition.getValue();
      if (files.isEmpty() || isCurrent(before.get(partition.getKey()), files)) {
        continue;
      }
      String rows = live.select(Tables.USAGE, files);
      List<DataFile> derived =
          write(
              table,
              partition.getKey(),
              rows,
              ROLL_UP_BYTES,
              () -> RollUps.fileName(files, base.revisions()));
      requireEqualTotals(table, rows, derived);
      added.addAll(derived);
    }
  }

  private boolean isCurrent(List<DataFile> derived, List<DataFile> usage) {
    return derived != null
        && usage != null
        && RollUps.isDerivedFrom(derived, usage, base.revisions());
  }

  private List<DataFile> write(
      TableSchema table, Partition partition, String rows, long bytes, Supplier<String> name)
      throws IOException, SQLException {
    List<DataFile> written = write(table, partition, rows, filesFor(bytes), name);
    // Many small files are mostly footers and repeated keys: what is left of them needs less room.
    for (int enough = filesFor(bytes(written));
        enough < written.size();
        enough = filesFor(bytes(written))) {
      String merged = "SELECT * FROM " + live.scan(written);
      List<DataFile> fewer = write(table, partition, merged, enough, name);
      for (DataFile file : written) {
        Files.delete(directory.resolve(file.path()));
      }
      written = fewer;
    }
    return written;
  }

  private int filesFor(long bytes) {
    return Math.toIntExact(Math.max(1, (bytes + targetBytes - 1) / targetBytes));
  }

  private List<DataFile> write(
      TableSchema table, Partition partition, String rows, int buckets, Supplier<String> name)
      throws IOException, SQLException {
    MergeSql merge = new MergeSql(table);
    List<DataFile> written = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      String query = merge.select(merge.bucket(rows, bucket, buckets));
      writer.write(table, partition, name.get(), query).ifPresent(written::add);
    }
    return written;
  }

  /** Nothing is published that does not add up. */
  private void requireEqualTotals(TableSchema table, String before, List<DataFile> after)
      throws SQLException {
    MergeSql merge = new MergeSql(table);
    String written = after.isEmpty() ? "(" + table.emptySelect() + ")" : live.scan(after);
    List<String> expected = row(merge.totals("(" + before + ")"));
    List<String> actual = row(merge.totals(written));
    if (!expected.equals(actual)) {
      throw new IllegalStateException(
          "Compacting " + table.name() + " would change its sums: " + expected + " -> " + actual);
    }
  }

  private List<String> row(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      if (answer.next()) {
        for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(answer.getString(i)));
        }
      }
      return values;
    }
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(row(sql).get(0));
  }

  private static long rows(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::rows).sum();
  }

  private static long bytes(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }
}
