package org.truecost.metering;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;

/** A directory for Flink's files, which goes with the run, also if the process is told to end. */
public final class TemporaryDirectory implements AutoCloseable {
  /** Flink may still be writing while the process ends. */
  private static final int TRIES = 5;

  private static final long PAUSE_NANOS = 50_000_000;

  private final Path path;
  private final Thread hook = new Thread(this::deleteAtExit, "temporary-directory");

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  public static TemporaryDirectory create() throws IOException {
    TemporaryDirectory created = new TemporaryDirectory(Files.createTempDirectory("truecost-"));
    Runtime.getRuntime().addShutdownHook(created.hook);
    return created;
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook deletes too.
    }
    delete(path);
  }

  private void deleteAtExit() {
    for (int i = 0; i < TRIES && Files.exists(path); i++) {
      try {
        delete(path);
      } catch (IOException e) {
        // Something was written meanwhile: once more.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // Flink removes its own files too, some time after the job has ended.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
