package org.truecost.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import org.truecost.config.ConfigException;
import org.truecost.devcluster.DevClusterException;
import org.truecost.ingest.kafka.PublishException;
import org.truecost.metering.kafka.KafkaUnusableException;
import org.truecost.metering.replay.RestatementException;
import org.truecost.reports.Sql;
import org.truecost.tables.DataDirectoryException;

/**
 * What a failure means to a person.
 *
 * @param exitCode one of {@link ExitCodes}
 * @param message what is wrong, one clear sentence or a list of problems
 */
record Failure(int exitCode, String message) {

  /** Reads {@code thrown}; what it does not know is a bug. */
  static Failure of(Throwable thrown) {
    if (thrown instanceof CommandException known) {
      return new Failure(known.exitCode(), known.getMessage());
    }
    if (thrown instanceof ConfigException known) {
      return new Failure(ExitCodes.CONFIG, known.getMessage());
    }
    if (thrown instanceof DataDirectoryException known) {
      boolean full = known.reason() == DataDirectoryException.Reason.FULL;
      return new Failure(full ? ExitCodes.NO_SPACE : ExitCodes.DATA_DIRECTORY, known.getMessage());
    }
    if (thrown instanceof RestatementException known) {
      return new Failure(ExitCodes.RESTATEMENT, known.getMessage());
    }
    if (thrown instanceof PublishException known) {
      return new Failure(exitCode(known.reason()), known.getMessage());
    }
    if (thrown instanceof Sql.TimeLimitException known) {
      return new Failure(ExitCodes.TIME_LIMIT, known.getMessage());
    }
    if (thrown instanceof Sql.QueryException known) {
      return new Failure(ExitCodes.FAILED, known.getMessage());
    }
    if (thrown instanceof DevClusterException known) {
      return new Failure(ExitCodes.FAILED, known.getMessage());
    }
    if (thrown instanceof KafkaUnusableException known) {
      return new Failure(exitCode(known.reason()), known.getMessage());
    }
    if (thrown instanceof UncheckedIOException known) {
      return of(known.getCause());
    }
    if (thrown instanceof IOException known) {
      return ofInputOrOutput(known);
    }
    if (thrown instanceof SQLException known) {
      return ofDatabase(known);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Failure(
          ExitCodes.FAILED,
          "There is not enough memory; give more with TRUECOST_JAVA_OPTS=-Xmx4g.");
    }
    return new Failure(ExitCodes.BUG, "This is a bug in Truecost: " + thrown + ".");
  }

  private static int exitCode(PublishException.Reason reason) {
    return switch (reason) {
      case UNREACHABLE -> ExitCodes.KAFKA;
      case TOPIC -> ExitCodes.TOPIC;
      case NOT_AUTHORIZED -> ExitCodes.NOT_AUTHORIZED;
      case FENCED -> ExitCodes.FENCED;
      case TOO_LARGE -> ExitCodes.TOO_LARGE;
      case SETTINGS -> ExitCodes.CONFIG;
    };
  }

  private static int exitCode(KafkaUnusableException.Reason reason) {
    return switch (reason) {
      case UNUSABLE -> ExitCodes.KAFKA;
      case REFUSED -> ExitCodes.REFUSED;
      case TOPIC -> ExitCodes.TOPIC;
      case NOT_AUTHORIZED -> ExitCodes.NOT_AUTHORIZED;
    };
  }

  private static Failure ofInputOrOutput(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.contains("No space left") || text.contains("quota exceeded")) {
      return new Failure(ExitCodes.NO_SPACE, "No space is left: " + text + ".");
    }
    if (failure instanceof FileSystemException named && named.getFile() != null) {
      return new Failure(ExitCodes.FAILED, named.getFile() + ": " + reason(named) + ".");
    }
    return new Failure(ExitCodes.FAILED, text);
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "is there already";
    }
    if (failure instanceof NotDirectoryException) {
      return "is not a directory";
    }
    return failure.getReason() == null ? "cannot be read or written" : failure.getReason();
  }

  private static Failure ofDatabase(SQLException failure) {
    String text = String.valueOf(failure.getMessage()).strip();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    boolean full = text.contains("No space left") || text.contains("quota exceeded");
    return new Failure(full ? ExitCodes.NO_SPACE : ExitCodes.FAILED, line);
  }
}
