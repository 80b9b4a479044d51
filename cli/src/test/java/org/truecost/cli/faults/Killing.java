package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;

/** Kills a child in a given phase of its work, and says afterwards which phase it was. */
final class Killing {
  private static final int MAX_ATTEMPTS = 6;
  private static final long POLL_NANOS = 100_000;

  /** How far a child had come when it was killed, as its data directory shows. */
  enum Phase {
    /** No data file was closed. */
    BEFORE_FIRST_CLOSED_FILE,
    /** At least one data file was closed, nothing was published. */
    FILES_CLOSED,
    /** Its commit was visible, the child was not at its end. */
    COMMITTED,
    /** It had ended by itself. */
    ENDED
  }

  /** Starts the child to be killed. */
  interface Start {
    Child child() throws IOException;
  }

  /**
   * A kill that hit its phase.
   *
   * @param phase the phase
   * @param closedFiles closed data files that its commit named or would have named
   * @param attempts how often it was tried
   */
  record Killed(Phase phase, int closedFiles, int attempts) {}

  private Killing() {}

  /**
   * Kills a child in the phase {@code wanted}; if it was missed, tries again on the same start.
   *
   * @param before what {@code data} holds at the start of each attempt; need not exist
   * @param data the data directory the child works on
   * @param files data files the child closes if it is left alone
   */
  static Killed kill(
      String what, long seed, Path before, Path data, int files, Phase wanted, Start start)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Workload.delete(data);
      if (Files.exists(before)) {
        Workload.copy(before, data);
      }
      Set<String> filesBefore = DataFiles.all(data);
      Commit headBefore = head(data);
      // Late enough to differ, early enough to leave time until the commit.
      int target = 1 + random.nextInt(files * 2 / 3);
      int exit;
      try (Child child = start.child()) {
        child.awaitLine("planned");
        while (child.isAlive() && !reached(wanted, data, filesBefore, headBefore, target)) {
          LockSupport.parkNanos(POLL_NANOS);
        }
        exit = child.kill();
        if (exit != Child.KILLED && exit != 0) {
          throw new AssertionError(what + " failed by itself: " + child.finish());
        }
      }
      Set<String> closed = DataFiles.closed(data);
      closed.removeAll(filesBefore);
      Phase phase = phase(exit, head(data).sequence() > headBefore.sequence(), closed.size());
      System.out.printf(
          Locale.ROOT,
          "kill -9 of %s, seed %d, attempt %d: %s with %d of %d files closed%n",
          what,
          seed,
          attempt,
          phase,
          closed.size(),
          files);
      if (phase == wanted) {
        return new Killed(phase, closed.size(), attempt);
      }
    }
    throw new AssertionError(
        "No kill of " + what + " hit " + wanted + " in " + MAX_ATTEMPTS + " attempts");
  }

  private static boolean reached(
      Phase wanted, Path data, Set<String> filesBefore, Commit headBefore, int target)
      throws IOException {
    return switch (wanted) {
      case BEFORE_FIRST_CLOSED_FILE -> true;
      case FILES_CLOSED -> {
        Set<String> closed = DataFiles.closed(data);
        closed.removeAll(filesBefore);
        yield closed.size() >= target;
      }
      case COMMITTED -> head(data).sequence() > headBefore.sequence();
      case ENDED -> false;
    };
  }

  private static Phase phase(int exit, boolean committed, int closed) {
    if (exit != Child.KILLED) {
      return Phase.ENDED;
    }
    if (committed) {
      return Phase.COMMITTED;
    }
    return closed > 0 ? Phase.FILES_CLOSED : Phase.BEFORE_FIRST_CLOSED_FILE;
  }

  private static Commit head(Path data) throws IOException {
    return Files.exists(data) ? DataDirectory.open(data).log().head() : Commit.EMPTY;
  }
}
