package org.truecost.metering.replay;

/** A batch cannot be restated. Its message is meant for a person. */
public final class RestatementException extends Exception {
  private static final long serialVersionUID = 1L;

  public RestatementException(String message) {
    super(message);
  }
}
