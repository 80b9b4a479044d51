package org.truecost.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files that expired commits named and no kept one does. They may be removed although they are
 * named after a job that goes on. The commits that tell so are removed before them, so it is
 * written down first: whoever is killed in between has it done by the next one.
 *
 * <p>Each is a file in {@code _commits} with the content of a commit that nobody reads as one.
 */
final class ReplacedFiles {
  private static final String PREFIX = "replaced-";
  private static final String SUFFIX = ".files";

  private final CompareAndSet store;
  private final DataDirectory directory;
  private final Set<DataFile> files = new HashSet<>();

  /** Lists of covered files, and fingerprints. */
  private final Set<String> besideData = new TreeSet<>();

  private long newest;

  ReplacedFiles(DataDirectory directory) {
    this.directory = directory;
    this.store = new LocalCompareAndSet(directory.commits());
  }

  /** A commit is about to be forgotten. */
  void add(Commit forgotten) {
    files.addAll(forgotten.files());
    besideData.addAll(forgotten.coverage());
    besideData.addAll(forgotten.fingerprints());
    newest = Math.max(newest, forgotten.sequence());
  }

  /**
   * Writes down which of {@code orphans} are such files.
   *
   * @return those, and what a killed one had written down
   */
  Set<Path> remember(Set<Path> orphans) throws IOException {
    Set<Path> replaced = new HashSet<>();
    for (String name : names()) {
      Path path = directory.commits().resolve(name);
      Commit before = CommitFile.decode(path, store.read(name).orElseThrow());
      before.files().forEach(file -> replaced.add(directory.resolve(file.path())));
      before.coverage().forEach(manifest -> replaced.add(directory.resolve(manifest)));
    }
    files.removeIf(file -> !orphans.contains(directory.resolve(file.path())));
    besideData.removeIf(manifest -> !orphans.contains(directory.resolve(manifest)));
    if (!files.isEmpty() || !besideData.isEmpty()) {
      Commit replacing =
          new Commit(
              newest,
              new ArrayList<>(files),
              List.copyOf(besideData),
              Map.of(),
              Map.of(),
              List.of(),
              "replaced");
      store.create(PREFIX + newest + SUFFIX, CommitFile.encode(replacing));
      files.forEach(file -> replaced.add(directory.resolve(file.path())));
      besideData.forEach(manifest -> replaced.add(directory.resolve(manifest)));
    }
    return replaced;
  }

  /** They are removed. */
  void forget() throws IOException {
    for (String name : names()) {
      store.delete(name);
    }
  }

  private List<String> names() throws IOException {
    return store.names().stream()
        .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
        .toList();
  }
}
