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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
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
    return find(given, workingDirectory, sources, only, Set.of());
  }

  /**
   * As {@link #find(List, Path, Collection, Optional)}, for files that may have been metered: a
   * single file that no source claims by its path below the working directory has the name under
   * which the ledger knows it, so that it is the same file from wherever it is given.
   *
   * @param metered names in the ledger
   */
  static InputFiles find(
      List<Path> given,
      Path workingDirectory,
      Collection<Source> sources,
      Optional<Source> only,
      Set<String> metered) {
    List<Candidate> candidates = sources.stream().map(Candidate::of).toList();
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
                .orElse(null);
        if (root == null) {
          root = absolute(workingDirectory);
          if (only.isEmpty() && candidates.stream().noneMatch(claiming(below(root, absolute)))) {
            root = rootInLedger(absolute, candidates, metered).orElse(root);
          }
        }
        rootOf.putIfAbsent(absolute, root);
      }
    }
    List<InputFile> matched = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    rootOf.forEach(
        (file, root) -> {
          Path relative = below(root, file);
          String name = ledgerName(relative);
          Optional<Source> source =
              only.isPresent()
                  ? only
                  : candidates.stream()
                      .filter(claiming(relative))
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

  private static Path below(Path root, Path file) {
    return file.startsWith(root) ? root.relativize(file) : file.getFileName();
  }

  private static Predicate<Candidate> claiming(Path relative) {
    return candidate -> candidate.claims(relative);
  }

  /** The directory below which {@code file} has the longest name of the ledger, if any. */
  private static Optional<Path> rootInLedger(
      Path file, List<Candidate> candidates, Set<String> metered) {
    int names = file.getNameCount();
    for (int from = 0; from < names; from++) {
      Path relative = file.subpath(from, names);
      if (metered.contains(ledgerName(relative))
          && candidates.stream().anyMatch(claiming(relative))) {
        Path root = file.getRoot();
        return Optional.of(from == 0 ? root : root.resolve(file.subpath(0, from)));
      }
    }
    return Optional.empty();
  }

  private static String ledgerName(Path relative) {
    return relative.toString().replace('\\', '/');
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
      Path oneLine = onOneLine(relative);
      return globs.stream().anyMatch(glob -> glob.matches(oneLine));
    }

    /** To Java, `**` is any character but a line's end, which a file name may have. */
    private static Path onOneLine(Path relative) {
      String name = relative.toString();
      StringBuilder line = new StringBuilder(name.length());
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean ends = c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
        line.append(ends ? '_' : c);
      }
      return name.contentEquals(line) ? relative : Path.of(line.toString());
    }
  }
}
