package org.truecost.metering.replay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.PlainRunner;
import org.truecost.metering.cells.CellKind;
import org.truecost.tables.TableSchema;

/** A generated month of all sources, with what the plain runner makes of it. */
final class SampleLogs {
  private SampleLogs() {}

  /** The shipped sources, but whatever the compression. */
  static String sources() throws Exception {
    return Files.readString(Path.of("..", "config", "sources.yaml"), StandardCharsets.UTF_8);
  }

  static void generate(Path logs, long lines) throws Exception {
    SampleGenerator.generate(
        new SampleOptions(lines, 42, YearMonth.of(2026, 10), logs, "", 3, false, true),
        (files, written, bytes) -> {});
  }

  /** Table to summed rows. */
  static Map<TableSchema, List<String>> expected(
      Path logs, MeteringCatalog catalog, Path keys, java.time.Instant asOf) throws Exception {
    PlainRunner plain = new PlainRunner(catalog, new ClientKeys(keys), asOf);
    InputFiles files =
        InputFiles.find(List.of(logs), logs, catalog.sources().values(), Optional.empty());
    for (InputFiles.InputFile file : files.matched()) {
      plain.meter(file.path(), file.file(), file.source());
    }
    Map<TableSchema, List<String>> tables = new HashMap<>();
    for (CellKind kind : CellKind.all()) {
      tables.put(kind.table(), SummedRow.of(kind.table(), new ArrayList<>(plain.rows(kind))));
    }
    return tables;
  }
}
