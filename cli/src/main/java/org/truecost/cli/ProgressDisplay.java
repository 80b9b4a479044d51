package org.truecost.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * Says how far long work is: one line that is written over on a terminal, a line every ten seconds
 * elsewhere, nothing with {@code --quiet}.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final long TERMINAL_MILLIS = 200;
  private static final long PLAIN_MILLIS = 10_000;

  private final Terminal terminal;
  private final Supplier<String> line;
  private final Thread thread;

  private ProgressDisplay(Terminal terminal, Supplier<String> line) {
    this.terminal = terminal;
    this.line = line;
    this.thread = new Thread(this::show, "progress");
    thread.setDaemon(true);
  }

  /** Starts a display that asks {@code line} for its text, which has less than 80 characters. */
  static ProgressDisplay start(CommonOptions common, Supplier<String> line) {
    ProgressDisplay display = new ProgressDisplay(common.terminal(), line);
    if (!common.quiet()) {
      display.thread.start();
    }
    return display;
  }

  private void show() {
    PrintWriter err = terminal.err();
    try {
      while (true) {
        Thread.sleep(terminal.errIsTerminal() ? TERMINAL_MILLIS : PLAIN_MILLIS);
        if (terminal.errIsTerminal()) {
          err.print("\r\u001b[K" + line.get());
        } else {
          err.println(line.get());
        }
        err.flush();
      }
    } catch (InterruptedException ended) {
      if (terminal.errIsTerminal()) {
        err.print("\r\u001b[K");
        err.flush();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
