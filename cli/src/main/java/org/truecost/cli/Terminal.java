package org.truecost.cli;

import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: answers to {@code out}, everything else to {@code err}, both UTF-8.
 *
 * @param out for answers
 * @param err for progress, notes and errors
 * @param outIsTerminal whether a person reads the answers as they come
 * @param errIsTerminal whether a line of progress may be overwritten
 * @param noColor whether colours are unwanted whatever the terminal
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean noColor) {
  Terminal {
    requireNonNull(out, "out");
    requireNonNull(err, "err");
  }

  /**
   * This process's. The launcher says what is a terminal: before Java 22 {@code System.console()}
   * says it of both streams at once, afterwards of none.
   */
  static Terminal ofProcess() {
    String color = System.getenv("NO_COLOR");
    return new Terminal(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        Boolean.getBoolean("truecost.out.terminal"),
        Boolean.getBoolean("truecost.err.terminal"),
        (color != null && !color.isEmpty()) || "dumb".equals(System.getenv("TERM")));
  }

  /** Where no person looks: a file, a pipe, a test. */
  static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false, true);
  }

  boolean colorsOut() {
    return outIsTerminal && !noColor;
  }

  boolean colorsErr() {
    return errIsTerminal && !noColor;
  }

  /** {@code text} in bold red if errors may have colours. */
  String alarm(String text) {
    return colorsErr() ? "\u001b[1;31m" + text + "\u001b[0m" : text;
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
  }
}
