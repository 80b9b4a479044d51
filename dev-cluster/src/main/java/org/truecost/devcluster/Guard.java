package org.truecost.devcluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Kills processes when this JVM dies, in whatever way: a shell that waits for the end of a pipe
 * whose other end only this JVM holds. A shutdown hook would not run after kill -9.
 */
final class Guard implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      pids=
      while read -r sign pid; do
        case $sign in
          +) pids="$pids $pid" ;;
          -)
            kept=
            for each in $pids; do
              [ "$each" = "$pid" ] || kept="$kept $each"
            done
            pids=$kept
            ;;
        esac
      done
      [ -z "$pids" ] || kill -9 $pids
      """;

  private final OutputStream pipe;

  private Guard(OutputStream pipe) {
    this.pipe = pipe;
  }

  static Guard start() throws IOException {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Guard(shell.getOutputStream());
  }

  /** Guards a child of this JVM until it ends. */
  void watch(Process child) throws IOException {
    tell("+ " + child.pid());
    child
        .onExit()
        .thenRun(
            () -> {
              try {
                tell("- " + child.pid());
              } catch (IOException closed) {
                // Then nobody is guarded any more.
                return;
              }
            });
  }

  @Override
  public void close() throws IOException {
    synchronized (pipe) {
      pipe.close();
    }
  }

  private void tell(String line) throws IOException {
    synchronized (pipe) {
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    }
  }
}
