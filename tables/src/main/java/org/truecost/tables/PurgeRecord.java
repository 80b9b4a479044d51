package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What a purge removed. It says nothing of the rows but how many they were.
 *
 * @param number 1 for the first purge of a directory, then counting up
 * @param state how far it came
 * @param at when it began
 * @param asOf what it took for now
 * @param policyDigest of the retention policy it went by
 * @param commit the commit it made, 0 if no row had to go
 * @param tables what went of each table
 * @param keys days whose client keys were destroyed
 * @param topics Kafka topics that were set
 * @param removed old commits that named what had to go, and files that went from disk
 */
public record PurgeRecord(
    long number,
    State state,
    Instant at,
    Instant asOf,
    String policyDigest,
    long commit,
    List<Table> tables,
    List<LocalDate> keys,
    List<Topic> topics,
    Expiry.Removed removed) {
  public PurgeRecord {
    requireNonNull(state, "state");
    requireNonNull(at, "at");
    requireNonNull(asOf, "asOf");
    requireNonNull(policyDigest, "policyDigest");
    tables = List.copyOf(tables);
    keys = List.copyOf(keys);
    topics = List.copyOf(topics);
    requireNonNull(removed, "removed");
  }

  /** How far a purge came. */
  public enum State {
    /** It runs, or was killed; the next one finds out. */
    BEGUN,
    DONE,
    /** It was killed before its commit: no row went by it. */
    NOT_DONE,
    /**
     * It was killed after its commit: the rows went by it, old commits and files by a later one.
     */
    FINISHED_LATER;

    /** As records and reports have it. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What went of a table.
   *
   * @param days how many days its rows are kept
   * @param firstKept the first day whose batches stay
   * @param batches whose rows went
   * @param files that held them, as commits named them; rows that stay were written anew
   * @param rows how many
   * @param bytes size of those files
   */
  public record Table(
      String table,
      int days,
      LocalDate firstKept,
      List<String> batches,
      List<String> files,
      long rows,
      long bytes) {
    public Table {
      requireNonNull(table, "table");
      requireNonNull(firstKept, "firstKept");
      batches = List.copyOf(batches);
      files = List.copyOf(files);
    }
  }

  /**
   * A Kafka topic whose retention was set.
   *
   * @param before milliseconds before, as the broker had it
   * @param after milliseconds that it keeps records from then on
   */
  public record Topic(String topic, long before, long after) {
    public Topic {
      requireNonNull(topic, "topic");
    }
  }

  /** The same in another state. */
  public PurgeRecord in(State other) {
    return new PurgeRecord(
        number, other, at, asOf, policyDigest, commit, tables, keys, topics, removed);
  }

  /** The same under another number. */
  PurgeRecord numbered(long other) {
    return new PurgeRecord(
        other, state, at, asOf, policyDigest, commit, tables, keys, topics, removed);
  }
}
