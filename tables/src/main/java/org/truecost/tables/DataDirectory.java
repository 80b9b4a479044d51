package org.truecost.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * The directory that holds the tables: a marker file, one folder per table, and {@code _commits}.
 *
 * <p>The marker keeps us from writing into, or removing orphans from, a directory that is not ours.
 */
public final class DataDirectory {
  /** Version of the layout that this code writes. */
  public static final int FORMAT = 1;

  static final String MARKER = "truecost.json";
  static final String COMMITS = "_commits";
  static final String LEASE = "_lease";
  static final String MAINTENANCE = "_maintenance";

  private static final int MAX_ATTEMPTS = 10;

  private final Path path;

  private DataDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens {@code path} for writing; a missing or empty directory becomes a new data directory.
   *
   * @throws DataDirectoryException if it is a file, not ours, of a newer format or not writable
   */
  public static DataDirectory create(Path path) throws IOException {
    refuseAddress(path);
    Path directory = path.toAbsolutePath().normalize();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw notDirectory(directory);
    }
    try {
      Files.createDirectories(directory);
      if (!Files.exists(directory.resolve(MARKER))) {
        refuseForeign(directory);
        mark(directory);
      }
      checkMarker(directory);
      Files.createDirectories(directory.resolve(COMMITS));
      // Permission bits do not tell (read-only mounts, root, network disks): only a write does.
      Path probe = Files.createTempFile(directory.resolve(COMMITS), ".probe", ".tmp");
      // Somebody's expiry may have been faster.
      Files.deleteIfExists(probe);
    } catch (DataDirectoryException known) {
      throw known;
    } catch (IOException failure) {
      throw DataDirectoryException.ofWrite(directory, failure);
    }
    return new DataDirectory(directory);
  }

  /**
   * Opens {@code path} for reading and creates nothing.
   *
   * @throws DataDirectoryException if it is missing, a file, not ours or of a newer format
   */
  public static DataDirectory open(Path path) throws IOException {
    refuseAddress(path);
    Path directory = path.toAbsolutePath().normalize();
    if (!Files.exists(directory)) {
      throw new DataDirectoryException(
          Reason.MISSING, "There is no data directory " + directory + ".");
    }
    if (!Files.isDirectory(directory)) {
      throw notDirectory(directory);
    }
    if (!Files.exists(directory.resolve(MARKER))) {
      throw isEmpty(directory)
          ? new DataDirectoryException(
              Reason.NOT_OURS,
              directory + " is empty, and no data directory yet; fill it with truecost replay.")
          : notOurs(directory);
    }
    checkMarker(directory);
    return new DataDirectory(directory);
  }

  /**
   * Whether {@link #create} would make a new data directory at {@code path}: it is missing or
   * empty.
   *
   * @throws DataDirectoryException if it is a file, or holds something that is not ours
   */
  public static boolean isNew(Path path) throws IOException {
    refuseAddress(path);
    Path directory = path.toAbsolutePath().normalize();
    if (!Files.exists(directory)) {
      return true;
    }
    if (!Files.isDirectory(directory)) {
      throw notDirectory(directory);
    }
    if (isMarked(directory)) {
      return false;
    }
    refuseForeign(directory);
    return true;
  }

  /**
   * Whether {@code path} is no path but an address, such as {@code s3://bucket/data}. Taken for a
   * path, it would be a folder called {@code s3:} where the process happens to run.
   */
  public static boolean isAddress(String path) {
    int colon = path.indexOf(':');
    // One letter is a drive.
    return colon > 1
        && path.startsWith("/", colon + 1)
        && path.chars()
            .limit(colon)
            .allMatch(
                c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  }

  private static void refuseAddress(Path path) throws DataDirectoryException {
    if (isAddress(path.toString())) {
      throw new DataDirectoryException(
          Reason.NOT_A_DIRECTORY,
          path
              + " is an address; a data directory lies on a file system, local or shared by all who"
              + " use it, and not in an object store. Checkpoints of a cluster may lie there.");
    }
  }

  /** Whether {@code directory} is a data directory by its marker, of whatever version. */
  public static boolean isMarked(Path directory) {
    return Files.exists(directory.resolve(MARKER));
  }

  /** The directory, absolute. */
  public Path path() {
    return path;
  }

  /** Where {@code relative}, a path as commits name it, lies on disk. */
  public Path resolve(String relative) {
    Path resolved = path.resolve(relative).normalize();
    if (!resolved.startsWith(path) || resolved.equals(path)) {
      throw new IllegalArgumentException("A path that leaves the data directory: " + relative);
    }
    return resolved;
  }

  /** Where commits lie. */
  public Path commits() {
    return path.resolve(COMMITS);
  }

  /**
   * Forces a finished data file and its name to disk, as it must be before a commit names it.
   *
   * @param relative its path as commits name it
   */
  public void makeDurable(String relative) throws IOException {
    Path file = resolve(relative);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
      // Its folders may be new as well.
      for (Path folder = file.getParent(); folder.startsWith(path); folder = folder.getParent()) {
        LocalCompareAndSet.syncDirectory(folder);
      }
    } catch (IOException failure) {
      throw DataDirectoryException.ofWrite(path, failure);
    }
  }

  /**
   * Makes sure that every data file that {@code commit} names is there and as long as it says. It
   * is one look at each file's entry, not at its content.
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if one is missing or of another length
   */
  public void requireFiles(Commit commit) throws IOException {
    for (DataFile file : commit.files()) {
      Path stored = resolve(file.path());
      String wrong;
      try {
        long bytes = Files.size(stored);
        if (bytes == file.bytes()) {
          continue;
        }
        wrong = "has " + bytes + " bytes instead of " + file.bytes();
      } catch (NoSuchFileException gone) {
        wrong = "is missing";
      } catch (IOException unreadable) {
        throw new DataDirectoryException(
            Reason.NOT_READABLE,
            "The data file " + stored + " cannot be read; check its permissions.",
            unreadable);
      }
      throw new DataDirectoryException(
          Reason.DAMAGED,
          "The data file "
              + stored
              + ", which commit "
              + commit.sequence()
              + " names, "
              + wrong
              + "; restore it from a backup, or replay all logs into a new data directory.");
    }
  }

  /**
   * The newest commit, and the log files it covers.
   *
   * @param commit all of whose files are there
   * @param covered of live revisions
   */
  public record Newest(Commit commit, List<CoveredFile> covered) {
    public Newest {
      covered = List.copyOf(covered);
    }
  }

  /**
   * Reads the newest commit with what it covers. Maintenance may remove both while they are read;
   * then there is a newer one.
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if something of it is missing or altered
   */
  public Newest newest() throws IOException {
    Commit head = log().head();
    for (int attempt = 1; true; attempt++) {
      try {
        requireFiles(head);
        return new Newest(head, coverage().read(head));
      } catch (DataDirectoryException missing) {
        Commit newer = log().head();
        if (attempt == MAX_ATTEMPTS || newer.sequence() == head.sequence()) {
          throw missing;
        }
        head = newer;
      }
    }
  }

  /** The log of its commits. */
  public CommitLog log() {
    return new CommitLog(this, new LocalCompareAndSet(commits()));
  }

  /** The manifests of its covered log files. */
  public Coverage coverage() {
    return new Coverage(this);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isEmpty();
    }
  }

  private static void refuseForeign(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      // Temporary files of a marker being made by another process are no content.
      if (content.anyMatch(file -> !file.getFileName().toString().startsWith("." + MARKER))
          && !Files.exists(directory.resolve(MARKER))) {
        throw notOurs(directory);
      }
    }
  }

  private static void mark(Path directory) throws IOException {
    String marker = "{\"truecost\": \"data\", \"format\": " + FORMAT + "}\n";
    // If another process was first, its marker is the one that is checked next.
    new LocalCompareAndSet(directory).create(MARKER, marker.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkMarker(Path directory) throws IOException {
    Path marker = directory.resolve(MARKER);
    JsonNode content;
    try {
      content = new ObjectMapper().readTree(marker.toFile());
    } catch (JsonProcessingException damaged) {
      throw new DataDirectoryException(
          Reason.DAMAGED, "The marker " + marker + " is not readable JSON.", damaged);
    } catch (IOException failure) {
      throw new DataDirectoryException(
          Reason.NOT_READABLE, "The marker " + marker + " cannot be read.", failure);
    }
    if (!content.path("truecost").asText().equals("data") || !content.path("format").isInt()) {
      throw notOurs(directory);
    }
    int format = content.path("format").intValue();
    if (format > FORMAT) {
      throw new DataDirectoryException(
          Reason.NEWER_FORMAT,
          directory
              + " has format "
              + format
              + ", written by a newer Truecost; this one reads up to format "
              + FORMAT
              + ".");
    }
  }

  private static DataDirectoryException notDirectory(Path path) {
    return new DataDirectoryException(Reason.NOT_A_DIRECTORY, path + " is not a directory.");
  }

  private static DataDirectoryException notOurs(Path path) {
    return new DataDirectoryException(
        Reason.NOT_OURS,
        path + " is not a Truecost data directory: it has content but no valid " + MARKER + ".");
  }
}
