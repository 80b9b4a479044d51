package org.truecost.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** Runs command lines in this JVM and keeps what they say. */
public final class Cli {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** What a command line ended with. */
  public record Ended(int exitCode, String out, String err) {}

  private Cli() {}

  public static Ended run(String... arguments) {
    System.setProperty("truecost.home", HOME.toString());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        TrueCost.run(Terminal.plain(new PrintWriter(out), new PrintWriter(err)), arguments);
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
