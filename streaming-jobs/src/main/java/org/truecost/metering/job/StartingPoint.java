package org.truecost.metering.job;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a job without a checkpoint begins to read.
 *
 * @param kind where partitions begin that are not in {@code known}
 * @param timestampMillis for {@code TIMESTAMP}: the time of the first record wanted
 * @param group for {@code GROUP}: the consumer group whose offsets are gone on from; empty for the
 *     job's own
 * @param known offsets of partitions where it is known better
 */
public record StartingPoint(
    Kind kind, long timestampMillis, String group, HashMap<TopicPartition, Long> known)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String GROUP_PREFIX = "group=";

  /** Kinds of starting points. */
  public enum Kind {
    EARLIEST,
    LATEST,
    TIMESTAMP,
    /**
     * Where a consumer group has committed to; partitions it knows nothing of at their beginning.
     */
    GROUP
  }

  public StartingPoint {
    requireNonNull(kind, "kind");
    requireNonNull(group, "group");
    known = new HashMap<>(known);
  }

  /** A starting point that needs no group. */
  public StartingPoint(Kind kind, long timestampMillis, HashMap<TopicPartition, Long> known) {
    this(kind, timestampMillis, "", known);
  }

  /**
   * Reads {@code earliest}, {@code latest}, {@code group}, {@code group=NAME}, or a time such as
   * {@code 2026-11-01T00:00:00Z}.
   *
   * @return empty if it is none of these
   */
  public static Optional<StartingPoint> parse(String text) {
    if (text.startsWith(GROUP_PREFIX) && text.length() > GROUP_PREFIX.length()) {
      return Optional.of(
          new StartingPoint(Kind.GROUP, 0, text.substring(GROUP_PREFIX.length()), new HashMap<>()));
    }
    return switch (text) {
      case "earliest" -> Optional.of(of(Kind.EARLIEST, 0));
      case "latest" -> Optional.of(of(Kind.LATEST, 0));
      case "group" -> Optional.of(of(Kind.GROUP, 0));
      default -> {
        try {
          yield Optional.of(of(Kind.TIMESTAMP, Instant.parse(text).toEpochMilli()));
        } catch (DateTimeException | ArithmeticException e) {
          yield Optional.empty();
        }
      }
    };
  }

  private static StartingPoint of(Kind kind, long timestampMillis) {
    return new StartingPoint(kind, timestampMillis, new HashMap<>());
  }

  /** The consumer group in which the job of a lineage commits its offsets. */
  public static String groupOf(String lineage) {
    return "truecost-" + lineage;
  }

  /** The consumer group whose offsets must be asked for, if any. */
  public Optional<String> groupOr(String own) {
    return kind == Kind.GROUP ? Optional.of(group.isEmpty() ? own : group) : Optional.empty();
  }

  /** The same, but partitions whose beginning was metered go on behind it. */
  public StartingPoint behind(Map<TopicPartition, Long> metered) {
    return new StartingPoint(kind, timestampMillis, group, new HashMap<>(metered));
  }

  OffsetsInitializer offsets() {
    return switch (kind) {
      case TIMESTAMP -> OffsetsInitializer.timestamp(timestampMillis);
      // What the group has committed is known by now.
      case EARLIEST, GROUP -> OffsetsInitializer.offsets(known, OffsetResetStrategy.EARLIEST);
      case LATEST -> OffsetsInitializer.offsets(known, OffsetResetStrategy.LATEST);
    };
  }
}
