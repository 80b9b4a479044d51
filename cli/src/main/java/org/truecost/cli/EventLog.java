package org.truecost.cli;

/**
 * The lines {@code event=… key=value …} that services write to standard error, listed in
 * docs/operations.md. Other commands are silent unless {@code TRUECOST_LOG} says otherwise.
 */
final class EventLog {
  private EventLog() {}

  /** Turns them on for a service; to be called before anything is logged. */
  static void open(CommonOptions common) {
    if (!common.quiet() && System.getenv("TRUECOST_LOG") == null) {
      System.setProperty("truecost.log", "info");
    }
  }
}
