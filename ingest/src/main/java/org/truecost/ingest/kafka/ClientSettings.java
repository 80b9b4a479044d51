package org.truecost.ingest.kafka;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Settings of Kafka's clients that ask and look, and do not go on for ever. */
public final class ClientSettings {
  private static final String ANSWER_MILLIS = "15000";
  private static final String REQUEST_MILLIS = "10000";

  private ClientSettings() {}

  /**
   * Of a client that asks brokers, and waits seconds for an answer and not minutes.
   *
   * @param client the user's settings: security, limits
   */
  public static Properties ofAdmin(String servers, Map<String, String> client) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    return properties;
  }

  /**
   * Of a consumer that looks at committed records without a group, so that it takes them away from
   * nobody.
   *
   * @param client the user's settings: security, limits
   */
  public static Properties ofLooking(String servers, Map<String, String> client) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return properties;
  }
}
