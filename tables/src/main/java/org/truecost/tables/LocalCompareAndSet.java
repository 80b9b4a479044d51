package org.truecost.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@link CompareAndSet} in a directory: write a temporary file, fsync it, link it to its name, and
 * fsync the directory. A link fails if the name exists, so it is the comparison and the setting.
 *
 * <p>Where the file system has no hard links, a file lock guards an atomic rename. Creating the
 * file under its name and writing it in place would do without a lock, but leaves a half-written
 * newest commit when killed.
 */
final class LocalCompareAndSet implements CompareAndSet {
  static final String TEMPORARY = ".tmp";
  private static final String LOCK = ".lock";
  // File locks are held by a process; threads of this one take turns here.
  private static final Object IN_PROCESS = new Object();

  private final Path directory;
  private final boolean hardLinks;

  LocalCompareAndSet(Path directory) {
    this(directory, true);
  }

  LocalCompareAndSet(Path directory, boolean hardLinks) {
    this.directory = directory;
    this.hardLinks = hardLinks;
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    Path target = directory.resolve(name);
    if (Files.exists(target)) {
      return false;
    }
    Path temporary = directory.resolve("." + name + "." + UUID.randomUUID() + TEMPORARY);
    try {
      writeDurably(temporary, content);
      boolean created = hardLinks ? link(temporary, target) : renameLocked(temporary, target);
      if (created) {
        syncDirectory(directory);
      }
      return created;
    } catch (IOException failure) {
      throw DataDirectoryException.ofWrite(directory, failure);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(name)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  /** Writes a new file and forces it to disk. */
  static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Forces names that were created or removed in {@code directory} to disk. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (FileSystemException notOpenable) {
      // Windows opens no directories; there the rename itself is journalled.
      if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        throw notOpenable;
      }
    }
  }

  private boolean link(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary);
      return true;
    } catch (FileAlreadyExistsException first) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      return renameLocked(temporary, target);
    }
  }

  private boolean renameLocked(Path temporary, Path target) throws IOException {
    synchronized (IN_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || Files.exists(target)) {
          return false;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
    }
  }
}
