package org.truecost.metering.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.truecost.config.Problems;
import org.truecost.tables.CoveredFile;

/** Finds the files that somebody wants restated among the inputs, by path or by ledger name. */
final class ForcedFiles {
  private static final int NAMED = 3;

  private final InputFiles inputs;
  private final List<Looked> looked;
  private final List<CoveredFile> covered;

  ForcedFiles(InputFiles inputs, List<Looked> looked, List<CoveredFile> covered) {
    this.inputs = inputs;
    this.looked = looked;
    this.covered = covered;
  }

  /**
   * The files.
   *
   * @throws RestatementException with what to do, if one of them is not among the inputs
   */
  List<Looked> find(Collection<Path> forced) throws RestatementException {
    List<Looked> files = new ArrayList<>();
    for (Path path : forced) {
      Path absolute = path.toAbsolutePath().normalize();
      String name = path.normalize().toString().replace('\\', '/');
      List<Looked> found =
          looked.stream().filter(file -> file.input().path().equals(absolute)).toList();
      if (found.isEmpty()) {
        found = looked.stream().filter(file -> file.file().equals(name)).toList();
      }
      if (found.isEmpty()) {
        throw new RestatementException("--force " + path + " " + why(path, absolute, name));
      }
      files.addAll(found);
    }
    return files;
  }

  private String why(Path path, Path absolute, String name) {
    for (String written : List.of(path.toString(), absolute.toString(), name)) {
      if (inputs.unreadable().containsKey(written)) {
        return "cannot be read: " + inputs.unreadable().get(written) + ".";
      }
    }
    if (inputs.unmatched().stream().anyMatch(file -> isOrEnds(absolute, file))) {
      return "matches no source; add it to `files:` of one, or give the directory above it as"
          + " LOGS.";
    }
    if (covered.stream().anyMatch(file -> file.file().equals(name))) {
      return "was metered, but is not among the files given now; give the directory it lies in as"
          + " LOGS.";
    }
    Set<String> names = new TreeSet<>();
    Stream.concat(looked.stream().map(Looked::file), covered.stream().map(CoveredFile::file))
        .forEach(names::add);
    return "is none of the files given as LOGS; name it as a path on disk, or as the ledger does"
        + nearest(name, names);
  }

  private static boolean isOrEnds(Path absolute, String unmatched) {
    return absolute.endsWith(unmatched);
  }

  /** What was perhaps meant: the same file elsewhere, else a slip of the finger. */
  private static String nearest(String name, Set<String> names) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    List<String> same =
        names.stream()
            .filter(known -> known.equals(last) || known.endsWith("/" + last))
            .limit(NAMED)
            .toList();
    if (!same.isEmpty()) {
      return "; the nearest: " + String.join(", ", same) + ".";
    }
    String slip = Problems.hint(name, names);
    if (!slip.isEmpty()) {
      return slip;
    }
    if (names.isEmpty()) {
      return ".";
    }
    return ", such as " + names.iterator().next() + ".";
  }
}
