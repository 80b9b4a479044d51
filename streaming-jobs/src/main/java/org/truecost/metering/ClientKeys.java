package org.truecost.metering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
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

  /**
   * Makes the file if it is missing, and reads it.
   *
   * @throws UnusableFileException if it is no key file or cannot be read and written
   */
  public void check() throws UnusableFileException {
    try {
      synchronized (ClientKeys.class) {
        try (FileChannel channel = open();
            FileLock lock = channel.lock()) {
          read(channel, lock);
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
      try (FileChannel channel = open();
          FileLock lock = channel.lock()) {
        read(channel, lock);
        if (!keys.containsKey(day)) {
          byte[] key = new byte[KEY_BYTES];
          new SecureRandom().nextBytes(key);
          String line = day + " " + HexFormat.of().formatHex(key) + "\n";
          channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), channel.size());
          channel.force(true);
          keys.put(day, key);
        }
      }
    }
  }

  private FileChannel open() throws IOException {
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

  private void read(FileChannel channel, FileLock lock) throws IOException {
    if (!lock.isValid()) {
      throw new IOException("the lock on it was lost");
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    int at = 0;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    for (String line : text.lines().toList()) {
      int space = line.indexOf(' ');
      try {
        byte[] key = HexFormat.of().parseHex(line.substring(space + 1).strip());
        if (space < 1 || key.length != KEY_BYTES) {
          throw new IllegalArgumentException("not a key");
        }
        keys.put(Integer.parseInt(line.substring(0, space)), key);
      } catch (IllegalArgumentException e) {
        throw new IOException("it has a line that is not \"day key\"", e);
      }
    }
  }
}
