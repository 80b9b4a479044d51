package org.truecost.metering.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.truecost.metering.KafkaPlan;
import org.truecost.tables.CoveredOffsets;

/**
 * What the brokers say of the topics to be metered.
 *
 * @param cluster id of the cluster
 * @param earliest the first offset that each partition still has
 */
record KafkaTopics(String cluster, Map<TopicPartition, Long> earliest) {
  private static final int TIMEOUT_SECONDS = 20;

  /**
   * Asks the brokers.
   *
   * @throws KafkaUnusableException if they do not answer, or not in this way
   */
  static KafkaTopics describe(String servers, List<String> topics, Map<String, String> client)
      throws KafkaUnusableException {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    try (Admin admin = Admin.create(properties)) {
      String cluster = admin.describeCluster().clusterId().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Map<String, TopicDescription> described =
          admin.describeTopics(topics).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      described.forEach(
          (topic, description) ->
              description
                  .partitions()
                  .forEach(
                      partition ->
                          wanted.put(
                              new TopicPartition(topic, partition.partition()),
                              OffsetSpec.earliest())));
      Map<TopicPartition, Long> earliest = new HashMap<>();
      admin
          .listOffsets(wanted)
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, offset) -> earliest.put(partition, offset.offset()));
      return new KafkaTopics(cluster, earliest);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unusable(servers, topics, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaUnusableException("Asking Kafka at " + servers + " was interrupted.", e);
    }
  }

  /** Where partitions begin whose first records were metered by another job. */
  Map<TopicPartition, Long> behind(KafkaPlan plan) {
    Map<TopicPartition, Long> next = new HashMap<>();
    earliest.forEach(
        (partition, first) -> {
          long[] ranges =
              plan.metered()
                  .get(CoveredOffsets.nameOf(cluster, partition.topic(), partition.partition()));
          if (ranges != null && ranges[0] <= first && ranges[1] > first) {
            next.put(partition, ranges[1]);
          }
        });
    return next;
  }

  private static KafkaUnusableException unusable(
      String servers, List<String> topics, Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new KafkaUnusableException(
          "Kafka at "
              + servers
              + " does not have all of these topics: "
              + String.join(", ", topics)
              + ". Publish to them first, or name others.",
          cause);
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new KafkaUnusableException(
          "Kafka at "
              + servers
              + " does not let us read "
              + String.join(", ", topics)
              + ": "
              + cause.getMessage(),
          cause);
    }
    if (cause instanceof TimeoutException
        || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return new KafkaUnusableException(
          "No Kafka broker answers at " + servers + ". Is it running, and is the port right?",
          cause);
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new KafkaUnusableException(
        "Kafka at " + servers + " cannot be used: " + root.getMessage(), cause);
  }
}
