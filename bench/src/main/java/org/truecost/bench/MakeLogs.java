package org.truecost.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;

/** Writes the gzipped logs of one source that the benchmark reads. */
public final class MakeLogs {
  private MakeLogs() {}

  /**
   * @param arguments source, lines, files, {@code new-keys} or {@code believable}, directory
   */
  public static void main(String[] arguments) throws IOException {
    SampleGenerator.generate(
        new SampleOptions(
            Long.parseLong(arguments[1]),
            20261001,
            YearMonth.of(2026, 10),
            Path.of(arguments[4]),
            arguments[0],
            Integer.parseInt(arguments[2]),
            arguments[3].equals("new-keys"),
            false),
        (files, lines, bytes) -> {});
  }
}
