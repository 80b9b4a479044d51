package org.truecost.metering;

import java.io.IOException;

/** A file that a run cannot do without cannot be used. Its message is meant for a person. */
public final class UnusableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
