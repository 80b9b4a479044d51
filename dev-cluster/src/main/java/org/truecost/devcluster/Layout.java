package org.truecost.devcluster;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What lies where below a cluster's directory.
 *
 * @param root the directory, absolute
 */
record Layout(Path root) {
  /** Flink and Kafka take lists of directories; these would cut a name in two. */
  private static final String CUTS = ",:|;";

  /**
   * @throws DevClusterException if Flink or Kafka would misread the name
   */
  static Layout of(Path directory) throws DevClusterException {
    Path root = directory.toAbsolutePath().normalize();
    String name = root.toString();
    for (int i = 0; i < name.length(); i++) {
      if (CUTS.indexOf(name.charAt(i)) >= 0 || Character.isISOControl(name.charAt(i))) {
        throw new DevClusterException(
            name
                + ": Flink and Kafka read '"
                + name.charAt(i)
                + "' as a separator of directories; choose another directory with --dir.");
      }
    }
    return new Layout(root);
  }

  Path state() {
    return root.resolve("dev-cluster.json");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path conf() {
    return root.resolve("conf");
  }

  Path bin() {
    return root.resolve("bin");
  }

  Path logs() {
    return root.resolve("log");
  }

  Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /** What a process writes to standard output and error: little, but for what ends it early. */
  Path output(String process) {
    return logs().resolve(process + ".out");
  }

  Path tmp() {
    return root.resolve("tmp");
  }

  Path tmp(String process) {
    return tmp().resolve(process);
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path zookeeper() {
    return root.resolve("zookeeper");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  Path savepoints() {
    return root.resolve("savepoints");
  }

  Path highAvailability() {
    return root.resolve("high-availability");
  }

  /** Makes the directories. Others may not look into a new one: topics hold client addresses. */
  void create() throws IOException {
    if (!Files.isDirectory(root)) {
      boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
      };
      Files.createDirectories(root.getParent());
      Files.createDirectory(root, posix ? ownerOnly : new FileAttribute<?>[0]);
    }
    for (Path directory :
        List.of(conf(), bin(), logs(), tmp(), checkpoints(), savepoints(), highAvailability())) {
      Files.createDirectories(directory);
    }
  }

  /** Removes all that a cluster has written, but the directory and its lock. */
  void delete() throws IOException {
    for (Path directory :
        List.of(
            conf(),
            bin(),
            logs(),
            tmp(),
            kafka(),
            zookeeper(),
            checkpoints(),
            savepoints(),
            highAvailability())) {
      deleteTree(directory);
    }
    Files.deleteIfExists(state());
  }

  /** Removes the directory itself, unless somebody else has put something there. */
  void deleteRootIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(root);
    } catch (DirectoryNotEmptyException others) {
      return;
    }
  }

  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
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
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
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
