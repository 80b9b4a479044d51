package org.truecost.devcluster;

/**
 * A cluster that cannot be started, asked or stopped. Its message says what is wrong and what to
 * do.
 */
public final class DevClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  DevClusterException(String message) {
    super(message);
  }

  DevClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
