package org.truecost.metering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.truecost.config.Sha256;

/**
 * Secret keys that turn client addresses into pseudonyms, one for each event day, in a file outside
 * the data directory. Whoever deletes a day's key makes its pseudonyms meaningless.
 *
 * <p>The file has a line a key: {@code epoch-day hex}. It is made with mode 0600 if it is missing,
 * and grows under a lock when a day is met for the first time.
 */
public final class ClientKeys {
  private static final int KEY_BYTES = 32;

  private final Path file;
  private final Map<Integer, byte[]> keys = new TreeMap<>();

  /**
   * @param file the key file; made when it is missing
   */
  public ClientKeys(Path file) {
    this.file = file;
  }

  /** Where the keys of a data directory are unless told otherwise: beside it. */
  public static Path beside(Path data) {
    Path directory = data.toAbsolutePath().normalize();
    return directory.resolveSibling(directory.getFileName() + ".keys");
  }

  /**
   * Makes the file if it is missing, and reads it.
   *
   * @throws UnusableFileException if it is no key file or cannot be read and written
   */
  public void check() throws UnusableFileException {
    try {
      synchronized (ClientKeys.class) {
        try (Locked locked = lock()) {
          read(locked.channel);
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Days before {@code day} that have a key, ascending; none if there is no file.
   *
   * @param day since 1970
   */
  public List<Integer> daysBefore(int day) throws UnusableFileException {
    if (!Files.exists(file)) {
      return List.of();
    }
    check();
    return keys.keySet().stream().filter(known -> known < day).toList();
  }

  /**
   * Destroys the keys of days before {@code day}: the file is replaced by one without them, whole
   * or not at all. A process that metered such a day still has its key in memory; no file has.
   *
   * @return the days whose keys are gone
   */
  public List<Integer> destroyBefore(int day) throws UnusableFileException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      synchronized (ClientKeys.class) {
        try (Locked locked = lock()) {
          Path next = file.resolveSibling(file.getFileName() + ".new");
          // Of one that was killed; it holds keys as well.
          Files.deleteIfExists(next);
          TreeMap<Integer, byte[]> all = read(locked.channel);
          List<Integer> gone = List.copyOf(all.headMap(day).keySet());
          if (!gone.isEmpty()) {
            StringBuilder left = new StringBuilder();
            all.tailMap(day).forEach((kept, key) -> left.append(line(kept, key)));
            try (FileChannel channel = open(next)) {
              channel.write(ByteBuffer.wrap(left.toString().getBytes(StandardCharsets.US_ASCII)));
              channel.force(true);
            }
            Files.move(
                next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            gone.forEach(keys::remove);
          }
          return gone;
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The key of a day since 1970. */
  public synchronized byte[] ofDay(int day) {
    byte[] key = keys.get(day);
    if (key == null) {
      try {
        reload(day);
      } catch (IOException e) {
        throw new UncheckedIOException(unusable(e));
      }
      key = keys.get(day);
    }
    return key;
  }

  private UnusableFileException unusable(IOException e) {
    return new UnusableFileException(
        "The key file " + file + " cannot be used: " + e.getMessage() + ".", e);
  }

  /** A public name of a key: sketches are comparable only within one. */
  public static String idOf(byte[] key) {
    return HexFormat.of().formatHex(Sha256.start().digest(key), 0, 8);
  }

  private void reload(int day) throws IOException {
    // Threads of one process exclude each other here, processes by the lock on the file.
    synchronized (ClientKeys.class) {
      try (Locked locked = lock()) {
        read(locked.channel);
        if (!keys.containsKey(day)) {
          byte[] key = new byte[KEY_BYTES];
          new SecureRandom().nextBytes(key);
          locked.channel.write(
              ByteBuffer.wrap(line(day, key).getBytes(StandardCharsets.US_ASCII)),
              locked.channel.size());
          locked.channel.force(true);
          keys.put(day, key);
        }
      }
    }
  }

  private static String line(int day, byte[] key) {
    return day + " " + HexFormat.of().formatHex(key) + "\n";
  }

  /** The file, open and locked. */
  private record Locked(FileChannel channel, FileLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Opens and locks the file of that name. Who waited for the lock may have one that was replaced
   * meanwhile: what is written there is lost.
   */
  private Locked lock() throws IOException {
    while (true) {
      Object before = identity();
      FileChannel channel = open(file);
      boolean locked = false;
      try {
        FileLock lock = channel.lock();
        if (!lock.isValid()) {
          throw new IOException("the lock on it was lost");
        }
        if (before != null && before.equals(identity())) {
          locked = true;
          return new Locked(channel, lock);
        }
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    }
  }

  /** Equal for the same file; null if there is none. */
  private Object identity() throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      // Where files have none, one that is open cannot be replaced.
      return key == null ? file : key;
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return FileChannel.open(
          file,
          options,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return FileChannel.open(file, options);
  }

  /** The keys in the file; those that are not yet known become so. */
  private TreeMap<Integer, byte[]> read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    int at = 0;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    TreeMap<Integer, byte[]> stored = new TreeMap<>();
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    for (String line : text.lines().toList()) {
      int space = line.indexOf(' ');
      try {
        byte[] key = HexFormat.of().parseHex(line.substring(space + 1).strip());
        if (space < 1 || key.length != KEY_BYTES) {
          throw new IllegalArgumentException("not a key");
        }
        stored.put(Integer.parseInt(line.substring(0, space)), key);
      } catch (IllegalArgumentException e) {
        throw new IOException("it has a line that is not \"day key\"", e);
      }
    }
    keys.putAll(stored);
    return stored;
  }
}
