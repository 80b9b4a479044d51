package org.truecost.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A hint beside the commits: the name of a commit that was published. Without it, a directory whose
 * newest commit was deleted looks like an older one, and one without commits like a new one.
 *
 * <p>It is replaced after its commit is visible, so it may be behind (a process was killed between
 * the two, another one was overtaken) and is never ahead. Whoever reads it before listing the
 * commits must find one that is as new.
 */
final class NewestCommit {
  static final String FILE = "_newest_commit";

  private final Path directory;

  NewestCommit(Path directory) {
    this.directory = directory;
  }

  /** The sequence of a commit that was published; 0 if nothing is known. */
  long atLeast() {
    try {
      String name = Files.readString(directory.resolve(FILE), StandardCharsets.UTF_8).strip();
      OptionalLong sequence = CommitLog.sequence(name);
      return sequence.orElse(0);
    } catch (IOException unknown) {
      // Not there yet, or unreadable: a hint must not stop anybody.
      return 0;
    }
  }

  /** Notes that {@code sequence} is published. It is, whatever becomes of this. */
  void published(long sequence) {
    Path temporary =
        directory.resolve("." + FILE + "." + UUID.randomUUID() + LocalCompareAndSet.TEMPORARY);
    try {
      try {
        LocalCompareAndSet.writeDurably(
            temporary, (CommitLog.name(sequence) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(
            temporary,
            directory.resolve(FILE),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException unwritten) {
      // A full disk, say. The commit stands, and an older hint is still true.
    }
  }
}
