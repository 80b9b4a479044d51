package org.truecost.metering.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.truecost.metering.kafka.KafkaUnusableException.Reason;
import org.truecost.tables.CoveredOffsets;

/** Whether Kafka still has the records of which a rewind takes the rows away. */
public final class ReadableAgain {
  private ReadableAgain() {}

  /**
   * Asks the brokers.
   *
   * @param servers Kafka's bootstrap servers
   * @param client more settings of the client
   * @param ranges what must be there
   * @throws KafkaUnusableException if some of it is gone, if it is another cluster's, or if the
   *     brokers do not tell
   */
  public static void require(
      String servers, Map<String, String> client, List<CoveredOffsets> ranges)
      throws KafkaUnusableException {
    Map<TopicPartition, CoveredOffsets> first = new LinkedHashMap<>();
    TreeSet<String> topics = new TreeSet<>();
    TreeSet<String> clusters = new TreeSet<>();
    for (CoveredOffsets range : ranges) {
      int end = range.partition().lastIndexOf('/');
      int start = range.partition().lastIndexOf('/', end - 1);
      String topic = range.partition().substring(start + 1, end);
      int number = Integer.parseInt(range.partition().substring(end + 1));
      topics.add(topic);
      clusters.add(range.partition().substring(0, start));
      first.merge(new TopicPartition(topic, number), range, (a, b) -> a.from() <= b.from() ? a : b);
    }
    if (topics.isEmpty()) {
      return;
    }
    KafkaTopics known = KafkaTopics.describe(servers, List.copyOf(topics), client);
    if (!clusters.equals(new TreeSet<>(List.of(known.cluster())))) {
      throw new KafkaUnusableException(
          "The records are of the Kafka cluster "
              + String.join(", ", clusters)
              + ", but the one at "
              + servers
              + " is "
              + known.cluster()
              + "; nothing was taken away.",
          null);
    }
    List<String> gone =
        first.entrySet().stream()
            .filter(
                e ->
                    known.earliest().getOrDefault(e.getKey(), Long.MAX_VALUE) > e.getValue().from())
            .map(e -> e.getKey() + " from offset " + e.getValue().from())
            .sorted()
            .toList();
    if (!gone.isEmpty()) {
      throw new KafkaUnusableException(
          Reason.TOPIC,
          "Kafka has dropped records whose rows would be taken away, and nobody could meter them"
              + " again: "
              + String.join(", ", gone)
              + "; nothing was taken away.",
          null);
    }
  }
}
