package org.truecost.request;

/** The class of an HTTP status, with the closed connection as its own. */
public enum StatusClass {
  SUCCESS("2xx"),
  REDIRECTION("3xx"),
  CLIENT_ERROR("4xx"),
  SERVER_ERROR("5xx"),
  /** Status 000 (CloudFront), 0 or 499: the client closed before the response. */
  ABORTED("aborted");

  private final String label;

  StatusClass(String label) {
    this.label = label;
  }

  /**
   * The class of {@code status}; 0 and 499 mean the client went away. Statuses below 200 are
   * informational answers, counted with success.
   */
  public static StatusClass of(int status) {
    if (status == 0 || status == 499) {
      return ABORTED;
    }
    if (status < 300) {
      return SUCCESS;
    }
    if (status < 400) {
      return REDIRECTION;
    }
    return status < 500 ? CLIENT_ERROR : SERVER_ERROR;
  }

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
