package org.truecost.ingest.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.truecost.ingest.kafka.PublishException.Reason;

/** What failures of Kafka's clients mean to a person. */
final class KafkaFailures {
  private KafkaFailures() {}

  /**
   * Explains {@code failure}.
   *
   * @param doing what was tried, as in "publishing source x"
   */
  static PublishException explain(Throwable failure, PublishOptions options, String doing) {
    return explain(failure, options.servers(), options.client(), options.topic(), doing);
  }

  /** The same for brokers and a topic. */
  static PublishException explain(
      Throwable failure, String servers, Map<String, String> client, String topic, String doing) {
    Throwable cause = root(failure);
    String at = "Kafka at " + servers;
    String said =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String detail = oneSentence(said);
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException
        || cause instanceof FencedInstanceIdException) {
      return new PublishException(
          Reason.FENCED,
          "Another publisher has taken over while "
              + doing
              + ", or this one was stopped for longer than a transaction may last: nothing was lost"
              + " or doubled, and this publisher ends.",
          failure);
    }
    if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
      return new PublishException(
          Reason.TOO_LARGE,
          "The topic "
              + topic
              + " takes no record as large as a block, which failed "
              + doing
              + ": raise its max.message.bytes (4 MiB is enough for the longest line), or lower"
              + " --block-size ("
              + detail
              + ").",
          failure);
    }
    if (cause instanceof TransactionalIdAuthorizationException) {
      return new PublishException(
          Reason.NOT_AUTHORIZED,
          at
              + " does not allow the transactional id "
              + doing
              + ": allow WRITE and DESCRIBE on transactional ids with the prefix truecost-.",
          failure);
    }
    if (cause instanceof AuthorizationException) {
      return new PublishException(
          Reason.NOT_AUTHORIZED, at + " does not allow " + doing + ": " + detail + ".", failure);
    }
    Optional<String> security = SecurityMistakes.explain(cause, servers, client);
    if (security.isPresent()) {
      return new PublishException(Reason.NOT_AUTHORIZED, security.get(), failure);
    }
    if (cause instanceof AuthenticationException) {
      return new PublishException(
          Reason.NOT_AUTHORIZED,
          at
              + " does not let us in, "
              + doing
              + ": "
              + detail
              + "; see --command-config for TLS and SASL.",
          failure);
    }
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof InvalidTopicException) {
      return new PublishException(
          Reason.TOPIC,
          "A topic is missing at " + at + ", " + doing + ": " + detail + ".",
          failure);
    }
    if (cause instanceof ConfigException) {
      return new PublishException(
          Reason.SETTINGS, "The settings of the Kafka client are wrong: " + detail + ".", failure);
    }
    if (cause instanceof KafkaStorageException) {
      return new PublishException(
          Reason.UNREACHABLE,
          at + " cannot write to its disk (full?), " + doing + ": " + detail + ".",
          failure);
    }
    return new PublishException(
        Reason.UNREACHABLE,
        at
            + " does not answer, or not in time, "
            + doing
            + ": "
            + detail
            + "; what was committed stays.",
        failure);
  }

  /** Whether Kafka's clients threw it; all else is a bug or a matter of files. */
  static boolean isKafka(Throwable failure) {
    return root(failure) instanceof KafkaException;
  }

  /** The innermost failure that is Kafka's: outer ones say only "the transaction failed". */
  private static Throwable root(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null
        && (at instanceof ExecutionException
            || at instanceof CompletionException
            || at.getCause() instanceof KafkaException)) {
      at = at.getCause();
    }
    return at;
  }

  private static String oneSentence(String text) {
    String line = text.strip();
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
