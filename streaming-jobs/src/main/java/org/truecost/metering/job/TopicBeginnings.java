package org.truecost.metering.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.ingest.kafka.ClientSettings;
import org.truecost.metering.BeginningDigests;
import org.truecost.metering.KafkaLines;
import org.truecost.metering.PublishedBeginnings;

/**
 * Reads published files from their first block on, by a consumer of its own. All blocks of a file
 * lie in one partition, in order.
 */
final class TopicBeginnings implements PublishedBeginnings {
  /** A publisher at work commits more often. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(100);

  /** Between the clocks of publishers that took over from each other. */
  private static final long CLOCK_SKEW_MILLIS = 300_000;

  private final String servers;
  private final Map<String, String> client;
  private KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param servers Kafka's bootstrap servers
   * @param client more settings of the consumer
   */
  TopicBeginnings(String servers, Map<String, String> client) {
    this.servers = servers;
    this.client = client;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A file that is being published is waited for, as long as it grows.
   *
   * @throws org.apache.kafka.common.KafkaException if what is there cannot be read: then nobody
   *     knows
   */
  @Override
  public Map<Long, String> of(KafkaLines block, Set<Long> lengths) {
    if (consumer == null) {
      consumer = open();
    }
    TopicPartition partition = new TopicPartition(block.topic, block.partition);
    consumer.assign(List.of(partition));
    consumer.seek(partition, start(partition, block));
    BeginningDigests digests = new BeginningDigests(lengths);
    readTo(end(partition), partition, block, digests);
    if (!digests.isEnough() && !digests.isEnded()) {
      // Brokers that were silent for a while have perhaps kept its publisher waiting too.
      readTo(end(partition), partition, block, digests);
    }
    consumer.unsubscribe();
    return digests.taken();
  }

  /** Reads to an offset, and on as long as the file grows behind it. */
  private void readTo(
      long end, TopicPartition partition, KafkaLines block, BeginningDigests digests) {
    byte[] key = block.file.getBytes(UTF_8);
    long position = consumer.position(partition);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!digests.isEnough() && !(digests.isEnded() && position >= end)) {
      boolean goesOn = false;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        goesOn |= Arrays.equals(record.key(), key) && add(record, block, digests);
      }
      long before = position;
      position = consumer.position(partition);
      if (goesOn || (before < end && position > before)) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        if (position < end) {
          throw new TimeoutException("records of " + partition + " could not be read again");
        }
        break;
      }
    }
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** An offset before the file's first block, which was sent after the file arrived. */
  private long start(TopicPartition partition, KafkaLines block) {
    long arrived = Math.max(0, block.arrivedMillis - CLOCK_SKEW_MILLIS);
    OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(partition, arrived)).get(partition);
    return first == null ? block.offset : Math.min(first.offset(), block.offset);
  }

  private static boolean add(
      ConsumerRecord<byte[], byte[]> record, KafkaLines block, BeginningDigests digests) {
    if (BlockRecord.decode(record.headers(), record.value()) instanceof BlockRecord read
        && read.source().equals(block.source)
        && read.file().equals(block.file)) {
      digests.add(read.toLogBlock(0), read.digest());
      return true;
    }
    return false;
  }

  private KafkaConsumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(
        ClientSettings.ofLooking(servers, client),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }
}
