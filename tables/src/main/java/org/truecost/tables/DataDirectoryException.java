package org.truecost.tables;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data directory that cannot be used. Its message is one sentence for a person. */
public final class DataDirectoryException extends IOException {
  /** Below this much free space a failed write is put down to a full disk. */
  private static final long FULL_BELOW_BYTES = 64L << 10;

  private final Reason reason;

  /** Why it cannot be used. */
  public enum Reason {
    /** There is nothing at this path. */
    MISSING,
    /** It is a file. */
    NOT_A_DIRECTORY,
    /** It holds something, but not our marker. */
    NOT_OURS,
    /** A newer Truecost wrote it. */
    NEWER_FORMAT,
    NOT_READABLE,
    NOT_WRITABLE,
    /** Another process holds the lease. */
    IN_USE,
    /** No space or quota is left. */
    FULL,
    /** A file of ours is cut short or altered. */
    DAMAGED
  }

  public DataDirectoryException(Reason reason, String message) {
    this(reason, message, null);
  }

  public DataDirectoryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /**
   * What a failed write into {@code directory} means: {@link Reason#FULL} if no space is left, else
   * {@link Reason#NOT_WRITABLE}. The system's own text is no guide alone, it may be translated.
   */
  public static DataDirectoryException ofWrite(Path directory, IOException failure) {
    if (failure instanceof DataDirectoryException known) {
      return known;
    }
    if (isFull(directory, failure)) {
      return new DataDirectoryException(
          Reason.FULL, "No space is left in the data directory " + directory + ".", failure);
    }
    return new DataDirectoryException(
        Reason.NOT_WRITABLE,
        "The data directory " + directory + " cannot be written: " + text(failure) + ".",
        failure);
  }

  private static boolean isFull(Path directory, IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.contains("No space left")
        || text.contains("quota exceeded")
        || text.contains("File too large")) {
      return true;
    }
    try {
      return Files.getFileStore(directory).getUsableSpace() < FULL_BELOW_BYTES;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static String text(IOException failure) {
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return failure.getClass().getSimpleName() + " " + failure.getMessage();
  }
}
