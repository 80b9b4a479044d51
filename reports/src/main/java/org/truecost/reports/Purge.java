package org.truecost.reports;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.truecost.retention.RetentionPolicy;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Expiry;
import org.truecost.tables.Lease;
import org.truecost.tables.NewDataFile;
import org.truecost.tables.OpenJobs;
import org.truecost.tables.PurgeRecord;
import org.truecost.tables.RollUps.Partition;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/**
 * Removes rows that are older than the retention policy allows, for good: by one commit that does
 * not have them, then by forgetting every older commit that has, and by removing their files.
 *
 * <p>A row is as old as its batch. A file with rows on both sides is written anew without the old
 * ones. Killed at any point it leaves either the old rows or the new files; the next run does the
 * rest. A metering job may publish meanwhile; what it adds is for the next purge to judge.
 */
public final class Purge {
  /** By which commits tell the newest purge. No job is called so: its name begins otherwise. */
  private static final String LINEAGE = OpenJobs.MAINTENANCE + "purge";

  private static final String PURGED = "purged-";

  private final DataDirectory directory;
  private final Map<TableSchema, LocalDate> firstKept;
  private final Commit base;
  private final List<PurgeRecord.Table> tables;

  private Purge(
      DataDirectory directory,
      Map<TableSchema, LocalDate> firstKept,
      Commit base,
      List<PurgeRecord.Table> tables) {
    this.directory = directory;
    this.firstKept = firstKept;
    this.base = base;
    this.tables = tables;
  }

  /**
   * What a purge did.
   *
   * @param commit the one it made, 0 if no live row was too old
   * @param removed old commits and files
   */
  public record Purged(long commit, Expiry.Removed removed) {}

  /** The tables that a retention policy may speak of. */
  public static RetentionPolicy.Stored stored() {
    List<TableSchema> metered =
        Tables.all().stream().filter(table -> !Tables.isDerived(table)).toList();
    return new RetentionPolicy.Stored(
        metered.stream().map(TableSchema::name).toList(),
        metered.stream()
            .filter(TableSchema::restricted)
            .map(TableSchema::name)
            .collect(Collectors.toSet()),
        Map.of(Tables.USAGE_MONTH.name(), Tables.USAGE.name()));
  }

  /** What a purge on {@code today} would remove. It only reads. */
  public static Purge plan(DataDirectory directory, RetentionPolicy policy, LocalDate today)
      throws IOException, SQLException {
    Commit head = directory.log().head();
    directory.requireFiles(head);
    Map<TableSchema, LocalDate> firstKept = new LinkedHashMap<>();
    List<PurgeRecord.Table> tables = new ArrayList<>();
    try (Connection connection = TrueCostDatabase.connect()) {
      for (TableSchema table : Tables.all()) {
        Integer days = policy.tables().get(table.name());
        if (days != null) {
          firstKept.put(table, RetentionPolicy.firstKept(today, days));
          Purge purge = new Purge(directory, firstKept, head, List.of());
          purge.old(connection, table, days).ifPresent(tables::add);
        }
      }
    }
    return new Purge(directory, firstKept, head, List.copyOf(tables));
  }

  /** What is too old; tables without such rows are not here. */
  public List<PurgeRecord.Table> tables() {
    return tables;
  }

  /** How many commits name files with rows that are too old, and will be forgotten. */
  public long commits() throws IOException {
    long last = lastNaming(tables.isEmpty() ? base.sequence() : base.sequence() + 1);
    return directory.log().sequences().stream().filter(sequence -> sequence <= last).count();
  }

  private Optional<PurgeRecord.Table> old(Connection connection, TableSchema table, int days)
      throws SQLException {
    List<DataFile> files = base.files(table).stream().filter(this::hasOldRows).toList();
    Set<String> batches = new TreeSet<>();
    long rows = 0;
    for (DataFile file : files) {
      List<String> old = oldBatches(file);
      batches.addAll(old);
      rows += old.size() == file.batches().size() ? file.rows() : count(connection, file, old);
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PurgeRecord.Table(
                table.name(),
                days,
                firstKept.get(table),
                List.copyOf(batches),
                files.stream().map(DataFile::path).toList(),
                rows,
                files.stream().mapToLong(DataFile::bytes).sum()));
  }

  /** Whether the purge of that number has made its commit, or had none to make. */
  public static boolean hasCommitted(Commit head, PurgeRecord record) {
    return record.tables().isEmpty()
        || head.lineages().getOrDefault(LINEAGE, 0L) >= record.number();
  }

  /**
   * Removes it.
   *
   * @param lease proves that no other process maintains or replays; held since before the plan
   * @param number of the purge, as its record has it; of no account if no row has to go
   */
  public Purged apply(Lease lease, long number) throws IOException, SQLException {
    lease.requireMaintenance(directory);
    for (TableSchema table : Tables.all()) {
      NewDataFile.restrict(directory.path(), table);
    }
    Optional<Change> change = change(number);
    long commit = 0;
    if (change.isPresent()) {
      commit = directory.log().append(change.get()).commit().sequence();
    }
    // Old rows may be in files that compaction has replaced, and which older commits still name.
    long last = lastNaming(commit == 0 ? base.sequence() : commit);
    return new Purged(commit, Expiry.expireUpTo(directory, lease, last));
  }

  /** The newest commit before {@code end} that names a file with old rows; 0 if none does. */
  private long lastNaming(long end) throws IOException {
    long last = 0;
    for (long sequence : directory.log().sequences()) {
      if (sequence < end) {
        Optional<Commit> commit = directory.log().read(sequence);
        if (commit.isPresent() && commit.get().files().stream().anyMatch(this::hasOldRows)) {
          last = sequence;
        }
      }
    }
    return last;
  }

  private Optional<Change> change(long number) throws IOException, SQLException {
    List<DataFile> added = new ArrayList<>();
    Set<String> removed = new HashSet<>();
    Set<Partition> withoutRollUp = new HashSet<>();
    try (Connection connection = TrueCostDatabase.connect()) {
      DataFileWriter writer = new DataFileWriter(directory, connection);
      for (DataFile file : base.files()) {
        if (!hasOldRows(file)) {
          continue;
        }
        removed.add(file.path());
        TableSchema table = Tables.byName(file.table()).orElseThrow();
        List<String> old = oldBatches(file);
        if (old.size() < file.batches().size()) {
          added.add(withoutRows(writer, connection, table, file, old));
        }
        if (table.equals(Tables.USAGE)) {
          withoutRollUp.add(Partition.of(file));
        }
      }
    }
    for (DataFile derived : base.files(Tables.USAGE_MONTH)) {
      if (withoutRollUp.contains(Partition.of(derived))) {
        removed.add(derived.path());
      }
    }
    if (removed.isEmpty()) {
      return Optional.empty();
    }
    Change swap = Change.swap("purge", added, removed, List.of(), Set.of());
    return Optional.of(swap.by(new Checkpoint(LINEAGE, number)));
  }

  /** The rows of the other batches, and nothing else. */
  private DataFile withoutRows(
      DataFileWriter writer,
      Connection connection,
      TableSchema table,
      DataFile file,
      List<String> old)
      throws IOException, SQLException {
    writer.requireKnownColumns(table, List.of(file));
    String rows = new LiveRows(directory, Commit.EMPTY).select(table, List.of(file));
    String name = (file.compacted() ? DataFile.COMPACTED : PURGED) + UUID.randomUUID() + ".parquet";
    DataFile written =
        writer
            .write(
                table,
                Partition.of(file),
                name,
                "SELECT * FROM (" + rows + ") WHERE NOT " + isOf(old))
            .orElseThrow();
    long gone = count(connection, file, old);
    if (written.rows() + gone != file.rows()) {
      throw new IllegalStateException(
          "Of "
              + file.rows()
              + " rows of "
              + file.path()
              + ", "
              + gone
              + " are too old, and "
              + written.rows()
              + " would be left");
    }
    return written;
  }

  private long count(Connection connection, DataFile file, List<String> batches)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT count(*) FROM "
                    + new LiveRows(directory, Commit.EMPTY).scan(List.of(file))
                    + " WHERE "
                    + isOf(batches))) {
      answer.next();
      return answer.getLong(1);
    }
  }

  private static String isOf(List<String> batches) {
    return "list_contains(" + Quoting.list(batches) + ", batch_id)";
  }

  private boolean hasOldRows(DataFile file) {
    return !oldBatches(file).isEmpty();
  }

  private List<String> oldBatches(DataFile file) {
    return Tables.byName(file.table())
        .map(firstKept::get)
        .map(first -> file.batches().stream().filter(batch -> isBefore(batch, first)).toList())
        .orElse(List.of());
  }

  /** A batch is a source and a day. */
  private static boolean isBefore(String batch, LocalDate first) {
    try {
      return LocalDate.parse(batch.substring(batch.lastIndexOf('/') + 1)).isBefore(first);
    } catch (DateTimeParseException undated) {
      return false;
    }
  }
}
