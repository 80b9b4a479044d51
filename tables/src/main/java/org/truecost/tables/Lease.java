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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * The right to write into a data directory, held by one process at a time. It is a lock of the
 * operating system, so it ends with its process, however that ends.
 *
 * <p>Readers need no lease.
 */
public final class Lease implements AutoCloseable {
  // Closing any descriptor of a file drops this process's POSIX locks on it, so a second attempt
  // within the process must not even open the file.
  private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();
  // Far behind the text: where locks are mandatory, others can still read who holds it.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
  private static final int MAX_TEXT = 500;

  private final Path key;
  private final FileChannel channel;
  private final FileLock lock;

  private Lease(Path key, FileChannel channel, FileLock lock) {
    this.key = key;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lease, or fails at once.
   *
   * @param purpose what for, as others will read it: {@code replay}, {@code compact}
   * @throws DataDirectoryException {@link Reason#IN_USE} if another holds it
   */
  public static Lease acquire(DataDirectory directory, String purpose) throws IOException {
    Path key = directory.path().toRealPath().resolve(DataDirectory.LEASE);
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
      return new Lease(key, channel, lock);
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

  /** Refuses to go on unless this lease is for {@code directory} and still held. */
  void require(DataDirectory directory) throws IOException {
    if (!lock.isValid()
        || !key.equals(directory.path().toRealPath().resolve(DataDirectory.LEASE))) {
      throw new IllegalStateException("The lease of " + directory + " is not held");
    }
  }

  /** Gives the lease back. */
  @Override
  public void close() throws IOException {
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
