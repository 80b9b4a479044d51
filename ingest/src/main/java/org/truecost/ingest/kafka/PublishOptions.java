package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.truecost.ingest.block.FileBlocks;

/**
 * How to publish.
 *
 * @param topic where blocks go
 * @param ledgerTopic where progress is kept; compacted
 * @param client properties of Kafka's clients, with {@code bootstrap.servers}
 * @param createTopics whether missing topics are made
 * @param settle how long a file must be left alone before it is taken for complete
 * @param poll how often followed directories are looked at
 * @param blockBytes aimed-at size of a block
 * @param transactionBytes most decoded bytes in one transaction
 * @param transactionTime longest time from a transaction's first block to its commit
 */
public record PublishOptions(
    String topic,
    String ledgerTopic,
    Map<String, String> client,
    boolean createTopics,
    Duration settle,
    Duration poll,
    int blockBytes,
    long transactionBytes,
    Duration transactionTime) {
  /**
   * A transaction that outlives its timeout is aborted, and until then holds back all readers of
   * committed records: hence slices.
   */
  public static final long TRANSACTION_BYTES = 64L << 20;

  public static final Duration TRANSACTION_TIME = Duration.ofSeconds(10);
  public static final Duration SETTLE = Duration.ofSeconds(60);
  public static final Duration POLL = Duration.ofSeconds(1);

  public PublishOptions {
    requireNonNull(topic, "topic");
    requireNonNull(ledgerTopic, "ledgerTopic");
    client = Map.copyOf(client);
    requireNonNull(settle, "settle");
    requireNonNull(poll, "poll");
    requireNonNull(transactionTime, "transactionTime");
    if (blockBytes < 1 || blockBytes > FileBlocks.LONGEST_LINE) {
      throw new IllegalArgumentException("blockBytes is not in 1.." + FileBlocks.LONGEST_LINE);
    }
  }

  /** The defaults. */
  public static PublishOptions of(String topic, String ledgerTopic, Map<String, String> client) {
    return new PublishOptions(
        topic,
        ledgerTopic,
        client,
        false,
        SETTLE,
        POLL,
        FileBlocks.DEFAULT_BLOCK_BYTES,
        TRANSACTION_BYTES,
        TRANSACTION_TIME);
  }

  /** The same, creating topics. */
  public PublishOptions creatingTopics() {
    return new PublishOptions(
        topic,
        ledgerTopic,
        client,
        true,
        settle,
        poll,
        blockBytes,
        transactionBytes,
        transactionTime);
  }

  /** For messages: where the brokers are said to be. */
  String servers() {
    return client.getOrDefault("bootstrap.servers", "");
  }
}
