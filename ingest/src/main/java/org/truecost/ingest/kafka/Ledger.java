package org.truecost.ingest.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.truecost.ingest.kafka.PublishException.Reason;

/** What of a source's files is published: its entries in the ledger topic. Not thread-safe. */
final class Ledger {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String FETCH_WAIT_MILLIS = "20";

  private final Map<String, PublishedFile> byFile = new HashMap<>();
  private final Map<String, List<PublishedFile>> byFirstLine = new HashMap<>();
  private final Map<String, PublishedFile> byStoredDigest = new HashMap<>();

  /**
   * Reads the ledger topic to its end, committed records only.
   *
   * <p>A transaction of another source that is open hides even what was committed behind it. So the
   * end is that of all records, and reading waits until nothing is hidden any more.
   *
   * @throws PublishException if the topic holds entries that cannot be read
   */
  static Ledger read(String source, PublishOptions options, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    Ledger ledger = new Ledger();
    Map<TopicPartition, Long> ends = ends(options.ledgerTopic(), admin);
    Properties properties = new Properties();
    properties.putAll(options.client());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Closing waits for the fetch that is under way, which finds nothing at the end.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      Set<TopicPartition> left = new HashSet<>(ends.keySet());
      left.removeIf(partition -> ends.get(partition) == 0);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!left.isEmpty()) {
        boolean any = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          any = true;
          ledger.take(record, source, options);
        }
        int before = left.size();
        left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        if (any || left.size() < before) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "the ledger topic "
                  + options.ledgerTopic()
                  + " could not be read to its end; a transaction may be hanging");
        }
      }
    }
    return ledger;
  }

  private static Map<TopicPartition, Long> ends(String topic, Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(
            partition ->
                wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        admin
            .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
            .all()
            .get()
            .entrySet()) {
      ends.put(end.getKey(), end.getValue().offset());
    }
    return ends;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, String source, PublishOptions options)
      throws PublishException {
    if (record.key() == null || record.value() == null) {
      return;
    }
    LedgerEntry entry =
        LedgerEntry.read(record.value())
            .orElseThrow(
                () ->
                    new PublishException(
                        Reason.TOPIC,
                        "The ledger topic "
                            + options.ledgerTopic()
                            + " holds a record at partition "
                            + record.partition()
                            + ", offset "
                            + record.offset()
                            + " that this version cannot read: is it the right topic?",
                        null));
    if (entry.source().equals(source)) {
      add(entry);
    }
  }

  /** Takes an entry; the newest of a file holds. */
  PublishedFile add(LedgerEntry entry) {
    PublishedFile file = byFile.get(entry.file());
    if (file == null) {
      file = new PublishedFile(entry);
      byFile.put(entry.file(), file);
      byFirstLine.computeIfAbsent(entry.firstLineDigest(), key -> new ArrayList<>(1)).add(file);
    }
    file.entry = entry;
    if (!entry.storedDigest().isEmpty()) {
      byStoredDigest.put(entry.storedDigest(), file);
    }
    return file;
  }

  /** The file that ended with these bytes on disk; null if none did. */
  PublishedFile stored(String storedDigest) {
    return byStoredDigest.get(storedDigest);
  }

  /** The files that begin with a line of this digest. */
  Collection<PublishedFile> beginningWith(String firstLineDigest) {
    return byFirstLine.getOrDefault(firstLineDigest, List.of());
  }

  /** The ordinal of another file that begins with this line. */
  int nextOrdinal(String firstLineDigest) {
    return beginningWith(firstLineDigest).stream()
            .mapToInt(file -> file.entry.ordinal())
            .max()
            .orElse(-1)
        + 1;
  }
}
