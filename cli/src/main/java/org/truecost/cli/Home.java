package org.truecost.cli;

import java.nio.file.Path;

/** Where Truecost itself lies, as its launcher says. */
final class Home {
  private Home() {}

  /** The directory that holds {@code config/} and {@code sample-logs/}. */
  static Path directory() {
    return Path.of(System.getProperty("truecost.home", ""));
  }

  /** How the user called the launcher, for commands to try next. */
  static String command() {
    return System.getProperty("truecost.command", "truecost");
  }
}
