package org.truecost.metering.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.truecost.ingest.kafka.ClientSettings;
import org.truecost.ingest.kafka.SecurityMistakes;
import org.truecost.metering.KafkaPlan;
import org.truecost.metering.kafka.KafkaUnusableException.Reason;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.PartitionLag;
import org.truecost.tables.PartitionLag.Offsets;

/**
 * What the brokers say of the topics to be metered.
 *
 * @param cluster id of the cluster
 * @param earliest the first offset that each partition still has
 * @param committed where a consumer group goes on that is gone on from
 * @param notes what a person should know of that
 */
record KafkaTopics(
    String cluster,
    Map<TopicPartition, Long> earliest,
    Map<TopicPartition, Long> committed,
    List<String> notes) {
  private static final int TIMEOUT_SECONDS = 20;

  /**
   * Asks the brokers.
   *
   * @throws KafkaUnusableException if they do not answer, or not in this way
   */
  static KafkaTopics describe(String servers, List<String> topics, Map<String, String> client)
      throws KafkaUnusableException {
    try (Admin admin = Admin.create(ClientSettings.ofAdmin(servers, client))) {
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
      return new KafkaTopics(cluster, earliest, Map.of(), List.of());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unusable(servers, topics, client, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaUnusableException("Asking Kafka at " + servers + " was interrupted.", e);
    }
  }

  /**
   * These topics, with where {@code group}, if there is one, has committed to. Partitions it has
   * committed nothing of begin at their first record, and so do those whose records at its place
   * are gone.
   *
   * @throws KafkaUnusableException if the group has committed nothing of any of them, or the
   *     brokers do not tell
   */
  KafkaTopics goingOnFrom(Optional<String> group, String servers, Map<String, String> client)
      throws KafkaUnusableException {
    if (group.isEmpty()) {
      return this;
    }
    Map<TopicPartition, Long> places = new HashMap<>();
    try (Admin admin = Admin.create(ClientSettings.ofAdmin(servers, client))) {
      admin
          .listConsumerGroupOffsets(group.get())
          .partitionsToOffsetAndMetadata()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .forEach(
              (partition, place) -> {
                // A group may know more topics, and a partition without a place.
                if (place != null && earliest.containsKey(partition)) {
                  places.put(partition, place.offset());
                }
              });
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unusable(servers, List.of("group " + group.get()), client, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaUnusableException("Asking Kafka at " + servers + " was interrupted.", e);
    }
    return goingOnFrom(group.get(), places);
  }

  /**
   * The id of the cluster.
   *
   * @throws KafkaUnusableException if the brokers do not tell
   */
  static String clusterOf(String servers, Map<String, String> client)
      throws KafkaUnusableException {
    try (Admin admin = Admin.create(ClientSettings.ofAdmin(servers, client))) {
      return admin.describeCluster().clusterId().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unusable(servers, List.of("its topics"), client, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaUnusableException("Asking Kafka at " + servers + " was interrupted.", e);
    }
  }

  KafkaTopics goingOnFrom(String group, Map<TopicPartition, Long> places)
      throws KafkaUnusableException {
    if (places.isEmpty()) {
      throw new KafkaUnusableException(
          Reason.REFUSED,
          "The consumer group "
              + group
              + " has committed no offset of these topics, or Kafka has forgotten it; name another"
              + " group, or begin at earliest, latest or a time.",
          null);
    }
    List<String> told = new ArrayList<>();
    int unknown = earliest.size() - places.size();
    if (unknown > 0) {
      told.add(
          "Group "
              + group
              + " has committed nothing of "
              + unknown
              + " of "
              + earliest.size()
              + " partitions; they begin at their first record.");
    }
    Map<TopicPartition, Long> committed = new HashMap<>();
    long lost = 0;
    for (Map.Entry<TopicPartition, Long> place : places.entrySet()) {
      long first = earliest.get(place.getKey());
      lost += Math.max(0, first - place.getValue());
      committed.put(place.getKey(), Math.max(first, place.getValue()));
    }
    if (lost > 0) {
      told.add(
          "The topics have dropped "
              + lost
              + " offsets behind which group "
              + group
              + " would have gone on: their lines are not metered.");
    }
    return new KafkaTopics(cluster, earliest, committed, told);
  }

  /** Where partitions begin that do not begin as the job was told. */
  Map<TopicPartition, Long> behind(KafkaPlan plan) {
    Map<TopicPartition, Long> next = new HashMap<>(committed);
    metered(plan).forEach((partition, offset) -> next.merge(partition, offset, Math::max));
    return next;
  }

  /** Where partitions go on whose first records were metered by another job. */
  Map<TopicPartition, Long> metered(KafkaPlan plan) {
    Map<TopicPartition, Long> next = new HashMap<>();
    earliest.forEach(
        (partition, first) -> {
          long[] ranges =
              plan.metered()
                  .get(CoveredOffsets.nameOf(cluster, partition.topic(), partition.partition()));
          for (int i = 0; ranges != null && i < ranges.length; i += 2) {
            if (ranges[i] <= first && ranges[i + 1] > first) {
              next.put(partition, ranges[i + 1]);
            }
          }
        });
    return next;
  }

  /**
   * What a person should know of records that were dropped before they were metered, a sentence for
   * each partition.
   *
   * @param covered what is metered, of all partitions
   */
  List<String> dropped(List<CoveredOffsets> covered) {
    List<String> sentences = new ArrayList<>();
    new TreeMap<>(byName())
        .forEach(
            (name, partition) -> {
              List<Offsets> lost =
                  PartitionLag.dropped(CoveredOffsets.of(name, covered), earliest.get(partition));
              if (!lost.isEmpty()) {
                sentences.add(
                    "Partition "
                        + partition
                        + " has dropped offsets "
                        + lost.stream().map(Offsets::toString).collect(Collectors.joining(", "))
                        + " that no commit covers: lines in them are lost, unless the job goes on"
                        + " from a checkpoint behind them. Replay their files, and let the topic"
                        + " keep more.");
              }
            });
    return sentences;
  }

  private Map<String, TopicPartition> byName() {
    Map<String, TopicPartition> named = new HashMap<>();
    earliest
        .keySet()
        .forEach(
            partition ->
                named.put(
                    CoveredOffsets.nameOf(cluster, partition.topic(), partition.partition()),
                    partition));
    return named;
  }

  static KafkaUnusableException unusable(
      String servers, List<String> topics, Map<String, String> client, Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    Optional<String> security = SecurityMistakes.explain(cause, servers, client);
    if (security.isPresent()) {
      return new KafkaUnusableException(Reason.NOT_AUTHORIZED, security.get(), cause);
    }
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new KafkaUnusableException(
          Reason.TOPIC,
          "Kafka at "
              + servers
              + " does not have all of these topics: "
              + String.join(", ", topics)
              + ". Publish to them first, or name others.",
          cause);
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new KafkaUnusableException(
          Reason.NOT_AUTHORIZED,
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
