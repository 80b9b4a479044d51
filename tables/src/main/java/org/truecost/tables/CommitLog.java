package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * The versions of all tables: {@code _commits/000000000001.commit} and so on, without a gap. A
 * commit names every live file; what no commit names is invisible.
 *
 * <p>Any number of processes may read and append. An append that another one overtook is applied
 * again to the newer head.
 */
public final class CommitLog {
  private static final String SUFFIX = ".commit";
  private static final int DIGITS = 12;
  // A reader that is 100 commits behind while the newest are expired, over and over.
  private static final int MAX_VANISHED = 100;

  private final DataDirectory directory;
  private final CompareAndSet store;
  private final NewestCommit hint;

  CommitLog(DataDirectory directory, CompareAndSet store) {
    this.directory = requireNonNull(directory, "directory");
    this.store = requireNonNull(store, "store");
    this.hint = new NewestCommit(directory.path());
  }

  /**
   * What became of an append.
   *
   * @param commit the commit this call made, or the head that already had it
   * @param skipped whether the lineage had committed this checkpoint before
   */
  public record Appended(Commit commit, boolean skipped) {}

  /**
   * The newest commit, {@link Commit#EMPTY} before the first.
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if a newer one was published and is gone
   */
  public Commit head() throws IOException {
    long published = 0;
    long newest = 0;
    // Commits that are expired and made during the listing can both be missed by it.
    for (int vanished = 0; vanished < MAX_VANISHED; vanished++) {
      // First the hint: what was published by then must be in the listing, or something newer.
      published = hint.atLeast();
      newest = sequences().stream().mapToLong(Long::longValue).max().orElse(0);
      if (newest < published) {
        continue;
      }
      if (newest == 0) {
        return Commit.EMPTY;
      }
      Optional<Commit> commit = read(newest);
      if (commit.isPresent()) {
        return commit.get();
      }
    }
    throw newest < published
        ? lost(published, newest)
        : new DataDirectoryException(
            Reason.DAMAGED, "The newest commit of " + directory + " cannot be found.");
  }

  private DataDirectoryException lost(long published, long newest) {
    Path file = directory.path().resolve(NewestCommit.FILE);
    return new DataDirectoryException(
        Reason.DAMAGED,
        "The commit "
            + directory.commits().resolve(name(published))
            + " is missing, which "
            + file
            + " says was published; restore it from a backup, or delete "
            + file
            + (newest == 0
                ? " to begin anew without any commit, and replay all logs."
                : " to go on from commit " + newest + ", and replay what is lost."));
  }

  /**
   * The commit with that sequence, empty if there is none (any more).
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if it is cut short or altered, {@link
   *     Reason#NEWER_FORMAT} if a newer Truecost wrote it
   */
  public Optional<Commit> read(long sequence) throws IOException {
    Optional<byte[]> content = store.read(name(sequence));
    if (content.isEmpty()) {
      return Optional.empty();
    }
    Commit commit = CommitFile.decode(directory.commits().resolve(name(sequence)), content.get());
    if (commit.sequence() != sequence) {
      throw new DataDirectoryException(
          Reason.DAMAGED,
          directory.commits().resolve(name(sequence)) + " holds commit " + commit.sequence() + ".");
    }
    return Optional.of(commit);
  }

  /**
   * When a commit was written, in milliseconds since 1970, as its file tells; empty if it is not
   * there. A copied directory may tell when it was copied: for watching, not for reckoning.
   */
  public Optional<Long> writtenMillis(long sequence) throws IOException {
    try {
      return Optional.of(
          Files.getLastModifiedTime(directory.commits().resolve(name(sequence))).toMillis());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Sequences of all commits that are kept, ascending. */
  public List<Long> sequences() throws IOException {
    return store.names().stream()
        .map(CommitLog::sequence)
        .flatMapToLong(OptionalLong::stream)
        .sorted()
        .boxed()
        .toList();
  }

  /**
   * Publishes {@code change} on top of the newest commit. Its files must be complete and durable.
   *
   * <p>A checkpoint that its lineage has just committed is skipped, so that a job which died after
   * its commit may repeat it.
   *
   * @throws CommitRefusedException if the change does not fit, or its lineage has committed a later
   *     checkpoint: then the job was restored from an older one, and what it reads again would
   *     count twice
   */
  public Appended append(Change change) throws IOException {
    while (true) {
      Commit head = head();
      if (change.checkpoint().isPresent()) {
        Checkpoint checkpoint = change.checkpoint().get();
        if (isNewest(head, checkpoint)) {
          return new Appended(head, true);
        }
        refuseStale(head, checkpoint);
      }
      Commit next = change.apply(head);
      if (create(next) && stands(next, change)) {
        return new Appended(next, false);
      }
    }
  }

  /**
   * Whether a commit that was just made is the newest, or one before it. Its name may have been
   * free because a commit of that name was made and expired since the head was read, as by a
   * process that was suspended for so long; then nobody will ever read it. That concerns jobs: who
   * maintains is the only one who expires.
   */
  private boolean stands(Commit made, Change change) throws IOException {
    if (change.checkpoint().isEmpty()) {
      return true;
    }
    Commit head = head();
    return head.sequence() == made.sequence() || made.isKnownTo(head);
  }

  /** Whether {@code lineage} has committed {@code checkpoint} or a later one. */
  public boolean hasCommitted(Checkpoint checkpoint) throws IOException {
    Long newest = head().lineages().get(checkpoint.lineage());
    return newest != null && newest >= checkpoint.number();
  }

  /**
   * To be called when a job starts from a checkpoint, before it publishes.
   *
   * @param restored the checkpoint; number 0 if the job starts without one
   * @throws CommitRefusedException if its lineage has committed a later checkpoint
   */
  public void requireNotBehind(Checkpoint restored) throws IOException {
    refuseStale(head(), restored);
  }

  void delete(long sequence) throws IOException {
    store.delete(name(sequence));
  }

  /** Publishes a commit as it is, unless another has its sequence. */
  boolean create(Commit commit) throws IOException {
    boolean created = store.create(name(commit.sequence()), CommitFile.encode(commit));
    if (created) {
      hint.published(commit.sequence());
    }
    return created;
  }

  private static boolean isNewest(Commit head, Checkpoint checkpoint) {
    Long newest = head.lineages().get(checkpoint.lineage());
    return newest != null && newest == checkpoint.number();
  }

  private static void refuseStale(Commit head, Checkpoint checkpoint)
      throws CommitRefusedException {
    Long newest = head.lineages().get(checkpoint.lineage());
    if (newest != null && newest > checkpoint.number()) {
      if (checkpoint.number() == 0) {
        throw new CommitRefusedException(
            "Job "
                + checkpoint.lineage()
                + " starts without a checkpoint but has committed checkpoint "
                + newest
                + ". Start it from its newest checkpoint or savepoint, or under another lineage,"
                + " which goes on behind what is committed.");
      }
      throw new CommitRefusedException(
          "Job "
              + checkpoint.lineage()
              + " comes from checkpoint "
              + checkpoint.number()
              + " but has committed checkpoint "
              + newest
              + "; what it reads again would count twice. Start it from that one or a later one, or"
              + " take away what it committed since with truecost rewind, and start it without a"
              + " state under another lineage.");
    }
  }

  static String name(long sequence) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", sequence) + SUFFIX;
  }

  /** The sequence of the commit that is called {@code name}, if that is a commit's name. */
  static OptionalLong sequence(String name) {
    if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return OptionalLong.empty();
    }
    long sequence = 0;
    for (int i = 0; i < DIGITS; i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return OptionalLong.empty();
      }
      sequence = sequence * 10 + (digit - '0');
    }
    return OptionalLong.of(sequence);
  }
}
