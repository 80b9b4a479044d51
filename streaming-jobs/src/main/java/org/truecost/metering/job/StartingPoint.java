package org.truecost.metering.job;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a job without a checkpoint begins to read.
 *
 * @param kind where partitions begin that are not in {@code known}
 * @param timestampMillis for {@code TIMESTAMP}: the time of the first record wanted
 * @param known offsets of partitions whose beginning was metered before
 */
public record StartingPoint(Kind kind, long timestampMillis, HashMap<TopicPartition, Long> known)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Kinds of starting points. */
  public enum Kind {
    EARLIEST,
    LATEST,
    TIMESTAMP
  }

  public StartingPoint {
    requireNonNull(kind, "kind");
    known = new HashMap<>(known);
  }

  /** The same, but partitions whose beginning was metered go on behind it. */
  public StartingPoint behind(Map<TopicPartition, Long> metered) {
    return new StartingPoint(kind, timestampMillis, new HashMap<>(metered));
  }

  OffsetsInitializer offsets() {
    return switch (kind) {
      case TIMESTAMP -> OffsetsInitializer.timestamp(timestampMillis);
      case EARLIEST -> OffsetsInitializer.offsets(known, OffsetResetStrategy.EARLIEST);
      case LATEST -> OffsetsInitializer.offsets(known, OffsetResetStrategy.LATEST);
    };
  }
}
