package org.truecost.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.truecost.config.ConfigDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command, and where it reads and writes. */
final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      order = 90,
      description = "Configuration. Default: the config directory beside the truecost launcher.")
  private Path config;

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "No progress and no notes: only the answer, and errors.")
  private boolean quiet;

  @Option(
      names = "--stacktrace",
      order = 92,
      description = "Show where in the program an error comes from.")
  private boolean stacktrace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 93,
      description = "Show this help.")
  boolean help;

  /** The configuration directory, whether it is there or not. */
  Path configPath() {
    return config == null ? Home.directory().resolve("config") : config;
  }

  /**
   * Reads the configuration directory.
   *
   * @throws org.truecost.config.ConfigException if it cannot be read
   */
  ConfigDirectory config() {
    return ConfigDirectory.read(configPath());
  }

  boolean quiet() {
    return quiet;
  }

  boolean stacktrace() {
    return stacktrace;
  }

  Terminal terminal() {
    return ((TrueCost) command.root().userObject()).terminal();
  }

  /** For answers. */
  PrintWriter out() {
    return terminal().out();
  }

  /** Says that none of {@code paths} is there. */
  static String missing(String what, List<Path> paths) {
    String first = paths.get(0) + " does not exist";
    return paths.size() == 1
        ? what + " " + first
        : "None of the " + paths.size() + " " + what + " exists: " + first;
  }

  /** Tells the user something that is not the answer, unless {@code --quiet}. */
  void note(String text) {
    if (!quiet) {
      terminal().err().println(text);
      terminal().err().flush();
    }
  }
}
