package org.truecost.ingest.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.truecost.ingest.kafka.PublishException.Reason;

/** The two topics of a publisher: looked for, and made on request. */
final class Topics {
  /** Enough for the longest line, which need not compress, and its headers. */
  private static final String MOST_BYTES = Integer.toString(4 << 20);

  /** A week: raw lines hold addresses, so they are kept no longer than operators need. */
  private static final String RETENTION_MILLIS = Long.toString(7L * 24 * 3600 * 1000);

  private static final int PARTITIONS = 12;

  /** One suffices for a record per file and ten seconds; it is read as a whole. */
  private static final int LEDGER_PARTITIONS = 1;

  private static final long PATIENCE_NANOS = 15_000_000_000L;
  private static final long PAUSE_MILLIS = 100;

  private Topics() {}

  /**
   * Sees to it that both topics are there and fit.
   *
   * @throws PublishException if one is missing and may not be made, or the ledger is not compacted
   */
  static void require(PublishOptions options, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    List<NewTopic> missing = new ArrayList<>();
    Map<String, NewTopic> wanted = new TreeMap<>();
    wanted.put(options.topic(), blocks(options.topic()));
    wanted.put(options.ledgerTopic(), ledger(options.ledgerTopic()));
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(wanted.keySet()).topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      try {
        topic.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        missing.add(wanted.get(topic.getKey()));
      }
    }
    if (!missing.isEmpty() && !options.createTopics()) {
      List<String> names = missing.stream().map(NewTopic::name).sorted().toList();
      throw new PublishException(
          Reason.TOPIC,
          "Kafka at "
              + options.servers()
              + " has no "
              + (names.size() == 1 ? "topic " : "topics ")
              + String.join(" and ", names)
              + ": have them made with --create-topics.",
          null);
    }
    create(missing, admin);
    for (NewTopic made : missing) {
      awaitThere(made.name(), admin);
    }
    requireCompacted(options, admin);
  }

  /** A topic is made before every broker has heard of it. */
  private static void awaitThere(String topic, Admin admin)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        admin.describeTopics(List.of(topic)).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static NewTopic blocks(String name) {
    // Replication and min.insync.replicas are the brokers' defaults: they know how many they are.
    return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                RETENTION_MILLIS,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                MOST_BYTES,
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                "producer"));
  }

  private static NewTopic ledger(String name) {
    return new NewTopic(name, Optional.of(LEDGER_PARTITIONS), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                // Small segments are compacted sooner, and the whole topic is read at each start.
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(16 << 20)));
  }

  private static void create(List<NewTopic> missing, Admin admin)
      throws ExecutionException, InterruptedException {
    for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
      try {
        created.get();
      } catch (ExecutionException e) {
        // Another publisher was faster.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** A ledger that forgets by age would have everything published again. */
  private static void requireCompacted(PublishOptions options, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    ConfigResource ledger = new ConfigResource(ConfigResource.Type.TOPIC, options.ledgerTopic());
    Config config;
    try {
      config = admin.describeConfigs(Set.of(ledger)).all().get().get(ledger);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        // To look at settings is a right of its own, which a publisher can do without.
        return;
      }
      throw e;
    }
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
      throw new PublishException(
          Reason.TOPIC,
          "The ledger topic "
              + options.ledgerTopic()
              + " has cleanup.policy="
              + policy
              + " and would forget what was published: set it to compact, or name another with"
              + " --ledger-topic.",
          null);
    }
  }
}
