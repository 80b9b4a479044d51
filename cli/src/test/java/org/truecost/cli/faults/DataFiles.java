package org.truecost.cli.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a data directory, whoever names it. */
final class DataFiles {
  private static final int MAGIC_BYTES = 4;

  private DataFiles() {}

  /** Parquet files, open ones too, as paths relative to the directory. */
  static Set<String> all(Path data) {
    while (Files.isDirectory(data)) {
      try (Stream<Path> paths = Files.walk(data)) {
        return paths
            .filter(path -> path.toString().endsWith(".parquet"))
            .map(path -> data.relativize(path).toString())
            .collect(Collectors.toCollection(TreeSet::new));
      } catch (IOException | UncheckedIOException vanished) {
        // The other process removes files while they are listed.
      }
    }
    return new TreeSet<>();
  }

  /** Parquet files that are closed: their footer is written. */
  static Set<String> closed(Path data) throws IOException {
    Set<String> closed = new TreeSet<>();
    for (String file : all(data)) {
      if (isClosed(data.resolve(file))) {
        closed.add(file);
      }
    }
    return closed;
  }

  /** Whether the file ends as a Parquet file does; one that is being written only begins so. */
  static boolean isClosed(Path file) throws IOException {
    byte[] end = new byte[MAGIC_BYTES];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() <= 2 * MAGIC_BYTES) {
        return false;
      }
      in.seek(in.length() - MAGIC_BYTES);
      in.readFully(end);
    } catch (java.io.FileNotFoundException | NoSuchFileException vanished) {
      return false;
    }
    return new String(end, StandardCharsets.US_ASCII).equals("PAR1");
  }
}
