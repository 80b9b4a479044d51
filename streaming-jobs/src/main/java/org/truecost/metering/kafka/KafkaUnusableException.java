package org.truecost.metering.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** Kafka, or a topic of it, cannot be used. The message is one sentence for a person. */
public final class KafkaUnusableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Kinds of failure that a script may tell apart. */
  public enum Reason {
    /** It does not answer, or what it has is not what is needed. */
    UNUSABLE,
    /** A job cannot begin, or go on, where it was asked to; trying again does not help. */
    REFUSED,
    /** A topic is missing. */
    TOPIC,
    /** It does not know us, does not allow it, or one side speaks TLS and the other does not. */
    NOT_AUTHORIZED
  }

  KafkaUnusableException(String message, Throwable cause) {
    this(Reason.UNUSABLE, message, cause);
  }

  KafkaUnusableException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
