package org.truecost.ingest.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.truecost.ingest.kafka.PublishException.Reason;

/**
 * How long a topic keeps records.
 *
 * @param topic its name
 * @param there whether the brokers know it; if not, the rest says nothing
 * @param compacted whether it keeps the newest record of each key instead, whatever its age
 * @param millis how long a record is kept, -1 for ever
 * @param segmentMillis how much longer it may be, for brokers delete whole segments
 */
public record TopicRetention(
    String topic, boolean there, boolean compacted, long millis, long segmentMillis) {
  private static final String DOING = "looking at how long topics are kept";
  private static final int TIMEOUT_SECONDS = 20;

  /**
   * Asks the brokers.
   *
   * @param client more settings of Kafka's client
   * @return one for each topic, by name
   */
  public static List<TopicRetention> of(
      String servers, Map<String, String> client, Collection<String> topics)
      throws PublishException {
    List<TopicRetention> found = new ArrayList<>();
    try (Admin admin = Admin.create(ClientSettings.ofAdmin(servers, client))) {
      for (String topic : new TreeSet<>(topics)) {
        found.add(of(admin, topic));
      }
      return found;
    } catch (ExecutionException | java.util.concurrent.TimeoutException | KafkaException e) {
      throw KafkaFailures.explain(e, servers, client, String.join(", ", topics), DOING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException(Reason.UNREACHABLE, "Interrupted while " + DOING + ".", e);
    }
  }

  /** Has the brokers keep records of {@code topics} for so many milliseconds. */
  public static void set(String servers, Map<String, String> client, Map<String, Long> topics)
      throws PublishException {
    String doing = "setting how long topics are kept";
    try (Admin admin = Admin.create(ClientSettings.ofAdmin(servers, client))) {
      for (Map.Entry<String, Long> topic : new java.util.TreeMap<>(topics).entrySet()) {
        AlterConfigOp set =
            new AlterConfigOp(
                new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, topic.getValue().toString()),
                AlterConfigOp.OpType.SET);
        admin
            .incrementalAlterConfigs(Map.of(resource(topic.getKey()), List.of(set)))
            .all()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | java.util.concurrent.TimeoutException | KafkaException e) {
      throw KafkaFailures.explain(e, servers, client, String.join(", ", topics.keySet()), doing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException(Reason.UNREACHABLE, "Interrupted while " + doing + ".", e);
    }
  }

  private static TopicRetention of(Admin admin, String topic)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    try {
      Config config =
          admin
              .describeConfigs(List.of(resource(topic)))
              .all()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .get(resource(topic));
      return new TopicRetention(
          topic,
          true,
          !config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete"),
          Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
          Long.parseLong(config.get(TopicConfig.SEGMENT_MS_CONFIG).value()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return new TopicRetention(topic, false, false, 0, 0);
      }
      throw e;
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
