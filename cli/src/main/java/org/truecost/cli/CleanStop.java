package org.truecost.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets work end well when the process is told to (SIGTERM, Ctrl-C): it is asked to stop, and the
 * process waits for it and ends with its exit code instead of the signal's.
 */
final class CleanStop implements AutoCloseable {
  private final Thread hook;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode = ExitCodes.FAILED;

  private CleanStop(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(exitCode);
            },
            "stop");
  }

  static CleanStop install(Runnable stop) {
    CleanStop installed = new CleanStop(stop);
    Runtime.getRuntime().addShutdownHook(installed.hook);
    return installed;
  }

  /** What the process ends with, should it have been told to end. */
  int endsWith(int code) {
    exitCode = code;
    return code;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook waits for this.
    }
    ended.countDown();
  }
}
