package org.truecost.metering.replay;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.truecost.source.Source;
import org.truecost.tables.DataDirectory;

/**
 * The log files below the given paths, each with its source: the first whose globs match the file's
 * path below the nearest directory given.
 *
 * <p>Logs are often kept beside a note to people: a README, a LICENSE or Markdown that lies in a
 * directory is passed over, unless a source claims it.
 *
 * @param matched files with a source, by name
 * @param unmatched files that no source claims, by name
 * @param unreadable what could not be listed, with the reason
 */
public record InputFiles(
    List<InputFile> matched, List<String> unmatched, Map<String, String> unreadable) {

  /**
   * A log file.
   *
   * @param path where it lies
   * @param file its name in the ledger, with {@code /}
   * @param source its source
   */
  public record InputFile(Path path, String file, Source source) {}

  public InputFiles {
    matched = List.copyOf(matched);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
  }

  /**
   * Finds the files.
   *
   * @param given directories and files
   * @param workingDirectory what a single file's name is taken relative to
   * @param sources in order of precedence
   * @param only if set, the source of every file, whatever its name
   */
  public static InputFiles find(
      List<Path> given, Path workingDirectory, Collection<Source> sources, Optional<Source> only) {
    Map<String, String> unreadable = new TreeMap<>();
    Map<Path, Path> rootOf = new LinkedHashMap<>();
    List<Path> directories =
        given.stream().filter(Files::isDirectory).map(InputFiles::absolute).toList();
    for (Path path : given) {
      Path absolute = absolute(path);
      if (Files.isDirectory(absolute)) {
        walk(absolute, file -> rootOf.merge(file, absolute, InputFiles::deeper), unreadable);
      } else if (!Files.isRegularFile(absolute)) {
        unreadable.put(path.toString(), notAFile(absolute));
      } else {
        Path root =
            directories.stream()
                .filter(absolute::startsWith)
                .max(Comparator.comparingInt(Path::getNameCount))
                .orElse(absolute(workingDirectory));
        rootOf.putIfAbsent(absolute, root);
      }
    }
    List<Candidate> candidates = sources.stream().map(Candidate::of).toList();
    List<InputFile> matched = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    rootOf.forEach(
        (file, root) -> {
          Path relative = file.startsWith(root) ? root.relativize(file) : file.getFileName();
          String name = relative.toString().replace('\\', '/');
          Optional<Source> source =
              only.isPresent()
                  ? only
                  : candidates.stream()
                      .filter(candidate -> candidate.claims(relative))
                      .map(Candidate::source)
                      .findFirst();
          if (source.isPresent()) {
            matched.add(new InputFile(file, name, source.get()));
          } else if (!isNote(file) || given(file, given)) {
            unmatched.add(name);
          }
        });
    matched.sort(Comparator.comparing(InputFile::file).thenComparing(InputFile::path));
    unmatched.sort(Comparator.naturalOrder());
    return new InputFiles(matched, unmatched, unreadable);
  }

  /**
   * The same without {@code file}, wherever it was found: a secret key must not become a reject.
   */
  InputFiles without(Path file) {
    Path left = absolute(file);
    return new InputFiles(
        matched.stream().filter(input -> !input.path().equals(left)).toList(),
        unmatched,
        unreadable);
  }

  private interface Found {
    void file(Path file);
  }

  private static void walk(Path root, Found found, Map<String, String> unreadable) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
              // Our own tables are no logs, wherever somebody put them.
              boolean skipped = isHidden(directory) || DataDirectory.isMarked(directory);
              return skipped && !directory.equals(root)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
              }
              if (Files.isRegularFile(file)) {
                found.file(file);
              } else {
                unreadable.put(file.toString(), notAFile(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              unreadable.put(file.toString(), reason(failure));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
              if (failure != null) {
                unreadable.put(directory.toString(), reason(failure));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      unreadable.put(root.toString(), reason(e));
    }
  }

  /** Why a file could not be read, for a person. */
  public static String reason(IOException failure) {
    if (failure instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof java.nio.file.NoSuchFileException) {
      return "does not exist";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static boolean given(Path file, List<Path> given) {
    return given.stream().anyMatch(path -> absolute(path).equals(file));
  }

  private static boolean isNote(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".md") || name.startsWith("readme") || name.startsWith("license");
  }

  /** A pipe would have to be read twice, and may never end. */
  private static String notAFile(Path path) {
    return Files.exists(path) ? "is not a regular file" : "does not exist";
  }

  private static boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Path deeper(Path a, Path b) {
    return a.getNameCount() >= b.getNameCount() ? a : b;
  }

  private record Candidate(Source source, List<PathMatcher> globs) {
    static Candidate of(Source source) {
      return new Candidate(
          source,
          source.files().stream()
              .map(glob -> Path.of("").getFileSystem().getPathMatcher("glob:" + glob))
              .toList());
    }

    boolean claims(Path relative) {
      return globs.stream().anyMatch(glob -> glob.matches(relative));
    }
  }
}
