package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.truecost.source.Source;

/**
 * A log file to be published.
 *
 * @param path where it lies
 * @param name its name in the ledger: the path below the directory given, with {@code /}
 * @param source whose lines it holds
 */
public record InputLog(Path path, String name, Source source) {
  public InputLog {
    requireNonNull(path, "path");
    requireNonNull(name, "name");
    requireNonNull(source, "source");
  }
}
