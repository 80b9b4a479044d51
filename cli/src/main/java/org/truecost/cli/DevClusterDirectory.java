package org.truecost.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a development cluster works. */
final class DevClusterDirectory {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the cluster works and keeps topics, checkpoints and logs."
              + " Default: truecost/dev-cluster below $XDG_STATE_HOME or ~/.local/state.")
  private Path directory;

  /** The directory, absolute, whether it is there or not. */
  Path path() {
    return (directory == null ? ofUser() : directory).toAbsolutePath().normalize();
  }

  /** A command of this cluster, to be shown to the user. */
  String command(String words) {
    String base = quoted(Home.command()) + " dev-cluster " + words;
    return directory == null ? base : base + " --dir " + quoted(path().toString());
  }

  /** A word as a shell wants it. */
  static String quoted(String word) {
    boolean plain =
        !word.isEmpty()
            && word.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || "/._-+@%".indexOf(c) >= 0);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static Path ofUser() {
    String state = System.getenv("XDG_STATE_HOME");
    if (state != null && Path.of(state).isAbsolute()) {
      return Path.of(state, "truecost", "dev-cluster");
    }
    // What Java calls the user's home is not what the shell calls so, and "?" for users without
    // one.
    String shells = System.getenv("HOME");
    Path home = Path.of(shells == null ? System.getProperty("user.home", "") : shells);
    return home.isAbsolute() && Files.isDirectory(home)
        ? home.resolve(Path.of(".local", "state", "truecost", "dev-cluster"))
        : Path.of(".truecost-dev");
  }
}
