package org.truecost.devcluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a log says about an end that came too early. */
final class LogTail {
  private static final int ERRORS = 5;
  private static final int LINES = 10;
  private static final int LONGEST_LINE = 300;
  private static final int MOST_BYTES = 1 << 20;

  private LogTail() {}

  /**
   * The first errors and the last lines of {@code file} after its first {@code from} bytes, without
   * the frames of stack traces.
   */
  static List<String> of(Path file, long from) {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    List<String> errors = new ArrayList<>();
    Deque<String> last = new ArrayDeque<>();
    boolean afterError = false;
    try {
      for (String line : read(file, from).split("\n", -1)) {
        String shown = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
        if (shown.isBlank() || shown.startsWith("\tat ") || shown.startsWith("\t... ")) {
          continue;
        }
        last.add(shown);
        if (last.size() > LINES) {
          String left = last.remove();
          boolean isError = left.contains(" ERROR ") || left.contains(" FATAL ");
          // What follows an error is the exception's message.
          if (errors.size() < ERRORS && (isError || afterError)) {
            errors.add(left);
          }
          afterError = isError;
        }
      }
    } catch (IOException unreadable) {
      return List.of(unreadable.toString());
    }
    List<String> lines = new ArrayList<>(errors);
    if (!errors.isEmpty()) {
      lines.add("…");
    }
    lines.addAll(last);
    return lines;
  }

  private static String read(Path file, long from) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      // A log that is shorter than before has been rolled over.
      long start = in.length() < from ? 0 : from;
      start = Math.max(start, in.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (in.length() - start)];
      in.seek(start);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
