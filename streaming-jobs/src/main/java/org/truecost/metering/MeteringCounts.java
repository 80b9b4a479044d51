package org.truecost.metering;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a meter has done since it was made, for its metrics. Every source of the configuration is
 * there from the beginning: a counter that appears with its first event hides that event from
 * whoever watches for a rise.
 */
public final class MeteringCounts {
  /** Whose lines those are that nobody's are. */
  static final String UNKNOWN = "unknown";

  private final Map<String, SourceCounts> bySource = new TreeMap<>();
  private long blockRecords;
  private long pushedRecords;
  private long faultyRecords;
  private long skippedRecords;

  MeteringCounts(Collection<String> sources) {
    sources.forEach(source -> bySource.put(source, new SourceCounts(source)));
    bySource.put(UNKNOWN, new SourceCounts(UNKNOWN));
  }

  SourceCounts of(String source) {
    return bySource.getOrDefault(source, bySource.get(UNKNOWN));
  }

  void record(KafkaLines.Kind kind) {
    switch (kind) {
      case BLOCK -> blockRecords++;
      case PUSHED -> pushedRecords++;
      case FAULTY -> faultyRecords++;
    }
  }

  void skippedRecord() {
    skippedRecords++;
  }

  /** By id; the set does not change. */
  public Collection<SourceCounts> sources() {
    return Collections.unmodifiableCollection(bySource.values());
  }

  /** Kafka records that a publisher sent. */
  public long blockRecords() {
    return blockRecords;
  }

  /** Kafka records of lines alone. */
  public long pushedRecords() {
    return pushedRecords;
  }

  /** Kafka records that are not what they say. */
  public long faultyRecords() {
    return faultyRecords;
  }

  /** Kafka records that were committed before this job, and passed over. */
  public long skippedRecords() {
    return skippedRecords;
  }
}
