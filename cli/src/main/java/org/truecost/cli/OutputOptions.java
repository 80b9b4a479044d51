package org.truecost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.truecost.reports.render.CsvRenderer;
import org.truecost.reports.render.JsonRenderer;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.TextRenderer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a table is shown. */
final class OutputOptions {
  @ArgGroup private Format format = new Format();

  /** At most one of these. */
  static final class Format {
    @Option(
        names = "--json",
        order = 80,
        description = "JSON on standard output; keys are the column names of the tables.")
    private boolean json;

    @Option(
        names = "--csv",
        order = 81,
        description = "CSV on standard output: the answer's rows, without total and notes.")
    private boolean csv;
  }

  boolean json() {
    return format.json;
  }

  boolean csv() {
    return format.csv;
  }

  /** Writes {@code report} as asked for; as CSV its first table. */
  void write(Report report, PrintWriter out) throws IOException {
    if (json()) {
      JsonRenderer.write(report, out);
    } else if (csv()) {
      CsvRenderer.write(report.tables().get(0), out);
    } else {
      TextRenderer.write(report, out);
    }
  }
}
