package org.truecost.metering.kafka;

import java.io.IOException;

/** Kafka, or a topic of it, cannot be used. The message is one sentence for a person. */
public final class KafkaUnusableException extends IOException {
  private static final long serialVersionUID = 1L;

  KafkaUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
