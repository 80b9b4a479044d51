package org.truecost.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * Rights to a data directory, each of which one process has at a time. They are locks of the
 * operating system, so they end with their process, however that ends.
 *
 * <p>There are two. Who publishes has one: a replay or a metering job. Who maintains, which is to
 * rearrange what is published and to remove files, has the other. A replay takes both, for nobody
 * can tell the files it has not finished from those that a killed one left. A metering job takes
 * the first only: what it writes is named after it, and {@link OpenJobs} names it. So maintenance
 * is possible beside a job, and a job may begin beside maintenance.
 *
 * <p>Readers need none.
 */
public final class Lease implements AutoCloseable {
  private static final int PATIENCE_TURNS = 40;
  private static final long PAUSE_MILLIS = 50;

  private final List<Right> rights;

  private Lease(List<Right> rights) {
    this.rights = List.copyOf(rights);
  }

  /**
   * Takes both rights, or fails at once: nobody else writes or maintains.
   *
   * @param purpose what for, as others will read it: {@code replay}
   * @throws DataDirectoryException {@link Reason#IN_USE} if another has one of them
   */
  public static Lease acquire(DataDirectory directory, String purpose) throws IOException {
    Right publishing = Right.take(directory, DataDirectory.LEASE, purpose);
    try {
      return new Lease(
          List.of(publishing, Right.take(directory, DataDirectory.MAINTENANCE, purpose)));
    } catch (IOException taken) {
      publishing.close();
      throw taken;
    }
  }

  /**
   * Takes the right to publish as a job that names its files after itself and says so in {@link
   * OpenJobs}. Maintenance goes on beside it, and may have the right for a moment: hence the
   * patience of two seconds.
   *
   * @throws DataDirectoryException {@link Reason#IN_USE} if another publishes
   */
  public static Lease ofJob(DataDirectory directory, String purpose) throws IOException {
    for (int turn = 1; true; turn++) {
      try {
        return new Lease(List.of(Right.take(directory, DataDirectory.LEASE, purpose)));
      } catch (DataDirectoryException taken) {
        if (taken.reason() != Reason.IN_USE || turn == PATIENCE_TURNS) {
          throw taken;
        }
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while waiting for " + directory + ".", e);
      }
    }
  }

  /**
   * Takes the right to maintain, beside a metering job if there is one.
   *
   * @throws DataDirectoryException {@link Reason#IN_USE} if another maintains, or replays
   */
  public static Lease ofMaintenance(DataDirectory directory, String purpose) throws IOException {
    return new Lease(List.of(Right.take(directory, DataDirectory.MAINTENANCE, purpose)));
  }

  /** Also takes the right to publish, unless this lease has it or another publishes. */
  Optional<Lease> alone(DataDirectory directory, String purpose) throws IOException {
    if (holds(directory, DataDirectory.LEASE)) {
      return Optional.of(new Lease(List.of()));
    }
    try {
      return Optional.of(new Lease(List.of(Right.take(directory, DataDirectory.LEASE, purpose))));
    } catch (DataDirectoryException taken) {
      if (taken.reason() != Reason.IN_USE) {
        throw taken;
      }
      return Optional.empty();
    }
  }

  /** Refuses to go on unless this lease allows to maintain {@code directory}. */
  public void requireMaintenance(DataDirectory directory) throws IOException {
    if (!holds(directory, DataDirectory.MAINTENANCE)) {
      throw new IllegalStateException("The lease of " + directory + " is not held");
    }
  }

  /** Refuses to go on unless this lease keeps all others from writing into {@code directory}. */
  void require(DataDirectory directory) throws IOException {
    if (!holds(directory, DataDirectory.LEASE) || !holds(directory, DataDirectory.MAINTENANCE)) {
      throw new IllegalStateException("The lease of " + directory + " is not held");
    }
  }

  private boolean holds(DataDirectory directory, String file) throws IOException {
    Path key = directory.path().toRealPath().resolve(file);
    return rights.stream().anyMatch(right -> right.lock.isValid() && right.key.equals(key));
  }

  /** Gives the rights back. */
  @Override
  public void close() throws IOException {
    List<Right> last = new ArrayList<>(rights);
    java.util.Collections.reverse(last);
    for (Right right : last) {
      right.close();
    }
  }

  /** One of them: a file with the name of its holder, and a lock on it. */
  private static final class Right {
    // Closing any descriptor of a file drops this process's POSIX locks on it, so a second attempt
    // within the process must not even open the file.
    private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();
    // Far behind the text: where locks are mandatory, others can still read who holds it.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int MAX_TEXT = 500;

    private final Path key;
    private final FileChannel channel;
    private final FileLock lock;

    private Right(Path key, FileChannel channel, FileLock lock) {
      this.key = key;
      this.channel = channel;
      this.lock = lock;
    }

    static Right take(DataDirectory directory, String file, String purpose) throws IOException {
      Path key = directory.path().toRealPath().resolve(file);
      String text = purpose + ", process " + ProcessHandle.current().pid() + " on " + host();
      String heldHere = HELD_HERE.putIfAbsent(key, text);
      if (heldHere != null) {
        throw inUse(directory, heldHere);
      }
      FileChannel channel = null;
      FileLock lock = null;
      try {
        channel =
            FileChannel.open(
                key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock = channel.tryLock(LOCKED_BYTE, 1, false);
        if (lock == null) {
          throw inUse(directory, read(channel));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        return new Right(key, channel, lock);
      } catch (OverlappingFileLockException sameProcess) {
        throw inUse(directory, "this process");
      } catch (DataDirectoryException known) {
        throw known;
      } catch (IOException failure) {
        throw DataDirectoryException.ofWrite(directory.path(), failure);
      } finally {
        if (lock == null) {
          HELD_HERE.remove(key);
          if (channel != null) {
            channel.close();
          }
        }
      }
    }

    void close() throws IOException {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        lock.release();
      } finally {
        HELD_HERE.remove(key);
      }
    }

    private static DataDirectoryException inUse(DataDirectory directory, String holder) {
      return new DataDirectoryException(
          Reason.IN_USE, "The data directory " + directory + " is in use (" + holder + ").");
    }

    private static String read(FileChannel channel) throws IOException {
      ByteBuffer text = ByteBuffer.allocate(MAX_TEXT);
      int read = channel.read(text, 0);
      String holder =
          read <= 0 ? "" : new String(text.array(), 0, read, StandardCharsets.UTF_8).strip();
      return holder.isEmpty() ? "another process" : holder;
    }

    /** Name of this machine. A resolver is not asked: it may be slow or silent. */
    private static String host() {
      for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
        String name = System.getenv(variable);
        if (name != null && !name.isBlank()) {
          return name.strip();
        }
      }
      try {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException unknown) {
        return "an unnamed host";
      }
    }
  }
}
