package org.truecost.ingest.detect;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files below a directory, hidden ones left out as a replay leaves them out.
 *
 * @param root the directory
 * @param files paths below it, sorted
 * @param unreadable what could not be listed, with the reason
 */
record LogTree(Path root, List<Path> files, Map<String, String> unreadable) {
  static LogTree of(Path root) {
    List<Path> files = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>();
    try {
      Files.walkFileTree(root, new Visitor(root, files, unreadable));
    } catch (IOException e) {
      unreadable.put(root.toString(), reason(e));
    }
    files.sort((a, b) -> name(a).compareTo(name(b)));
    return new LogTree(root, List.copyOf(files), unreadable);
  }

  /** The path with {@code /}. */
  static String name(Path path) {
    return path.toString().replace('\\', '/');
  }

  static String reason(IOException failure) {
    if (failure instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files;
    private final Map<String, String> unreadable;

    Visitor(Path root, List<Path> files, Map<String, String> unreadable) {
      this.root = root;
      this.files = files;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isHidden(directory) && !directory.equals(root)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!isHidden(file) && !isAboutLogs(file) && Files.isRegularFile(file)) {
        files.add(root.relativize(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      unreadable.put(name(file), reason(failure));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      if (failure != null) {
        unreadable.put(name(directory), reason(failure));
      }
      return FileVisitResult.CONTINUE;
    }

    /** What people put beside logs to say what they are. */
    private static boolean isAboutLogs(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return name.startsWith("readme") || name.startsWith("license") || name.endsWith(".md");
    }

    private static boolean isHidden(Path path) {
      Path name = path.getFileName();
      return name != null && name.toString().startsWith(".");
    }
  }
}
