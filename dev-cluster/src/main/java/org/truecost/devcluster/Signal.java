package org.truecost.devcluster;

import java.io.IOException;

/** Signals that Java cannot send. */
enum Signal {
  STOP,
  CONT;

  /** Sends it through the shell, whose {@code kill} every system has. */
  void send(long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name(), "" + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = kill.waitFor();
    if (exit != 0) {
      throw new IOException("Process " + pid + " cannot be sent " + name());
    }
  }
}
