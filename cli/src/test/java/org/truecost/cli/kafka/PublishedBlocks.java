package org.truecost.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.truecost.ingest.kafka.BlockRecord;

/** All blocks of a topic, in order within each partition. */
public record PublishedBlocks(List<BlockRecord> blocks) {

  public static PublishedBlocks committed(String bootstrap, String topic) {
    // A commit is final before its markers are written: readers may see it a moment later.
    Map<TopicPartition, Long> ends;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, "read_uncommitted")) {
      ends = consumer.endOffsets(partitions(consumer, topic));
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, "read_committed")) {
      return read(consumer, ends);
    }
  }

  /** What a reader of committed records sees now, while transactions are open. */
  public static PublishedBlocks visible(String bootstrap, String topic) {
    return now(bootstrap, topic, "read_committed");
  }

  /** Those of open and aborted transactions too. */
  public static PublishedBlocks all(String bootstrap, String topic) {
    return now(bootstrap, topic, "read_uncommitted");
  }

  /** Whether somebody has sent records that are neither committed nor aborted. */
  public static boolean isTransactionOpen(String bootstrap, String topic) {
    return ends(bootstrap, topic, "read_uncommitted") > ends(bootstrap, topic, "read_committed");
  }

  private static long ends(String bootstrap, String topic, String isolation) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, isolation)) {
      return consumer.endOffsets(partitions(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private static PublishedBlocks now(String bootstrap, String topic, String isolation) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, isolation)) {
      return read(consumer, consumer.endOffsets(partitions(consumer, topic)));
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String isolation) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("isolation.level", isolation);
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    properties.put("fetch.max.wait.ms", "20");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Set<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (PartitionInfo partition : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(topic, partition.partition()));
    }
    return partitions;
  }

  private static PublishedBlocks read(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    List<BlockRecord> blocks = new ArrayList<>();
    Set<TopicPartition> partitions = ends.keySet();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        BlockRecord block = (BlockRecord) BlockRecord.decode(record.headers(), record.value());
        assertThat(record.key()).isEqualTo(block.key());
        blocks.add(block);
      }
    }
    return new PublishedBlocks(blocks);
  }

  /**
   * The decoded bytes of each file, by its name, joined from its blocks; each block must start
   * where the one before ended.
   */
  Map<String, byte[]> contents() {
    Map<String, ByteArrayOutputStream> files = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (BlockRecord block : blocks) {
      ByteArrayOutputStream file =
          files.computeIfAbsent(block.file(), id -> new ByteArrayOutputStream());
      assertThat(block.firstByte())
          .as("start of a block of " + block.name())
          .isEqualTo(file.size());
      file.writeBytes(block.lines());
      names.put(block.file(), block.name());
    }
    Map<String, byte[]> contents = new TreeMap<>();
    files.forEach((id, bytes) -> contents.put(names.get(id), bytes.toByteArray()));
    assertThat(contents).hasSameSizeAs(files);
    return contents;
  }

  /** Names of files whose last block says that they are complete. */
  Set<String> ended() {
    Map<String, BlockRecord> last = new HashMap<>();
    blocks.forEach(block -> last.put(block.file(), block));
    Set<String> ended = new HashSet<>();
    last.values().stream().filter(BlockRecord::last).forEach(block -> ended.add(block.name()));
    return ended;
  }

  public long bytes() {
    return blocks.stream().mapToLong(block -> block.lines().length).sum();
  }
}
