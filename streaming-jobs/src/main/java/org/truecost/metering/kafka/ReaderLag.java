package org.truecost.metering.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.truecost.ingest.kafka.ClientSettings;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.PartitionLag;
import org.truecost.tables.PartitionLag.Offsets;

/**
 * Asks Kafka what is not metered yet. Offsets alone do not tell: behind the last record lies the
 * end of its transaction. So it looks for the first record behind what is metered, as the job
 * would.
 */
public final class ReaderLag implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Kafka gives at least a batch, and no more is wanted. */
  private static final String FETCH_BYTES = "1024";

  private final KafkaConsumer<byte[], byte[]> consumer;

  private ReaderLag(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * How far metering is behind.
   *
   * @param topics which ones; if none, those of this cluster that were metered
   * @param client more settings of the consumer
   * @param covered what the newest commit covers
   * @return a row for each partition, sorted; none if nothing of this cluster was metered
   * @throws KafkaUnusableException if Kafka or a topic cannot be used
   */
  public static List<PartitionLag> ask(
      String servers, List<String> topics, Map<String, String> client, List<CoveredOffsets> covered)
      throws KafkaUnusableException {
    List<String> asked = topics;
    if (asked.isEmpty()) {
      asked = metered(KafkaTopics.clusterOf(servers, client), covered);
    }
    if (asked.isEmpty()) {
      return List.of();
    }
    KafkaTopics described = KafkaTopics.describe(servers, asked, client);
    Properties properties = ClientSettings.ofLooking(servers, client);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
    try (ReaderLag lag =
        new ReaderLag(
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()))) {
      return lag.of(described, covered);
    } catch (KafkaException e) {
      throw KafkaTopics.unusable(servers, asked, client, e);
    }
  }

  private static List<String> metered(String cluster, List<CoveredOffsets> covered) {
    TreeSet<String> topics = new TreeSet<>();
    for (CoveredOffsets range : covered) {
      String partition = range.partition();
      if (partition.startsWith(cluster + "/")) {
        topics.add(partition.substring(cluster.length() + 1, partition.lastIndexOf('/')));
      }
    }
    return List.copyOf(topics);
  }

  private List<PartitionLag> of(KafkaTopics topics, List<CoveredOffsets> covered) {
    List<TopicPartition> partitions =
        topics.earliest().keySet().stream()
            .sorted(
                Comparator.comparing(TopicPartition::topic)
                    .thenComparingInt(TopicPartition::partition))
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<PartitionLag> lags = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      String name =
          CoveredOffsets.nameOf(topics.cluster(), partition.topic(), partition.partition());
      lags.add(
          of(
              partition,
              CoveredOffsets.of(name, covered),
              topics.earliest().get(partition),
              ends.get(partition)));
    }
    return lags;
  }

  private PartitionLag of(
      TopicPartition partition, List<CoveredOffsets> covered, long earliest, long end) {
    long meteredTo = covered.isEmpty() ? -1 : covered.get(covered.size() - 1).to();
    long start = covered.isEmpty() ? earliest : Math.max(earliest, covered.get(0).from());
    long unmetered = 0;
    Instant oldest = null;
    for (Offsets hole : PartitionLag.uncovered(covered, start, end)) {
      Optional<ConsumerRecord<byte[], byte[]>> first = first(partition, hole.from(), hole.to());
      if (first.isPresent()) {
        unmetered += hole.to() - first.get().offset();
        Instant time = Instant.ofEpochMilli(first.get().timestamp());
        oldest = oldest == null || time.isBefore(oldest) ? time : oldest;
      }
    }
    Instant newest =
        meteredTo <= earliest
            ? null
            : first(partition, meteredTo - 1, meteredTo)
                .map(record -> Instant.ofEpochMilli(record.timestamp()))
                .orElse(null);
    return new PartitionLag(
        partition.topic(),
        partition.partition(),
        meteredTo,
        end,
        unmetered,
        newest,
        oldest,
        PartitionLag.dropped(covered, earliest));
  }

  /** The first record with an offset in {@code [from, to)}. */
  private Optional<ConsumerRecord<byte[], byte[]>> first(
      TopicPartition partition, long from, long to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (consumer.position(partition) < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        return record.offset() < to ? Optional.of(record) : Optional.empty();
      }
      if (System.nanoTime() > end) {
        throw new TimeoutException("No record of " + partition + " came");
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
