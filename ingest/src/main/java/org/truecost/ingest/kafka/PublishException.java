package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

/** Why publishing stopped. The message is one sentence for a person. */
public final class PublishException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Kinds of failure that a script may tell apart. */
  public enum Reason {
    /** No broker answers, or not in time. */
    UNREACHABLE,
    /** A topic is missing, or not what is needed. */
    TOPIC,
    /** The broker knows us not, or forbids it. */
    NOT_AUTHORIZED,
    /** A block is larger than the topic takes. */
    TOO_LARGE,
    /** Another publisher of the same source has taken over. */
    FENCED,
    /** The settings of the client cannot be used. */
    SETTINGS
  }

  public PublishException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** Whether the same may go well a little later. */
  boolean isPassing() {
    return reason == Reason.UNREACHABLE;
  }
}
