package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.RestatementException;
import org.truecost.tables.DataDirectoryException;

/**
 * Replays a {@link Workload} in a process of its own. Prints {@code planned} when it holds the
 * lease and knows its files, then {@code committed N} or the reason why not.
 */
final class ReplayChild {
  private ReplayChild() {}

  /** Workload, data directory, name of the configuration, {@code force|keep}, {@code wait|go}. */
  public static void main(String[] arguments) throws IOException, RestatementException {
    Workload workload = Workload.at(Path.of(arguments[0]));
    boolean waits = arguments[4].equals("wait");
    try {
      Replay.Result result =
          workload.replay(
              Path.of(arguments[1]),
              arguments[2],
              List.of(workload.logs()),
              arguments[3].equals("force") ? workload.files() : List.of(),
              plan -> {
                System.out.println("planned");
                if (waits) {
                  awaitInput();
                }
              });
      System.out.println(
          "committed " + result.commit().map(commit -> commit.sequence()).orElse(0L));
    } catch (DataDirectoryException refused) {
      System.out.println("refused " + refused.reason() + " " + refused.getMessage());
    }
  }

  static Child start(Workload workload, Path data, String config, boolean force)
      throws IOException {
    return Child.start(ReplayChild.class, arguments(workload, data, config, force, "go"));
  }

  /** A child that holds the lease until it is told to go on. */
  static Child startWaiting(Workload workload, Path data) throws IOException {
    return Child.start(
        ReplayChild.class, arguments(workload, data, Workload.CONFIG, false, "wait"));
  }

  static String[] arguments(
      Workload workload, Path data, String config, boolean force, String wait) {
    return new String[] {
      workload.folder().toString(), data.toString(), config, force ? "force" : "keep", wait
    };
  }

  private static void awaitInput() {
    try {
      if (System.in.read() < 0) {
        throw new IllegalStateException("Nobody is there any more");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
