package org.truecost.ingest.detect;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.source.FormatSpec;

/**
 * What became of sampled lines when they were read as one format.
 *
 * @param format the format
 * @param dataLines lines that are neither blank nor a directive
 * @param rejects reason to how many lines it rejected
 * @param example a rejected line of the most frequent reason, empty if there is none
 * @param seen what the accepted lines held
 * @param timesEncoded how often a path may have to be percent-decoded
 */
public record FormatTrial(
    FormatSpec format,
    int dataLines,
    Map<LineOutcome, Integer> rejects,
    byte[] example,
    SeenFields seen,
    int timesEncoded) {

  public FormatTrial {
    requireNonNull(format, "format");
    requireNonNull(example, "example");
    requireNonNull(seen, "seen");
    rejects = new TreeMap<>(rejects);
  }

  /**
   * Reads the samples, each with a parser of its own.
   *
   * @throws IllegalArgumentException if the format's string or mapping is wrong
   */
  public static FormatTrial of(FormatSpec format, List<LineSample> samples) {
    SeenFields seen = new SeenFields();
    Map<LineOutcome, Integer> rejects = new TreeMap<>();
    Map<LineOutcome, byte[]> examples = new TreeMap<>();
    int data = 0;
    LogRequest request = new LogRequest();
    int timesEncoded = 1;
    for (LineSample sample : samples) {
      LineParser parser = LogFormats.parserFor(format);
      timesEncoded = RequestTarget.timesEncoded(parser.targetEncoding());
      for (byte[] line : sample.lines()) {
        LineOutcome outcome = parser.parse(line, 0, line.length, request);
        if (outcome == LineOutcome.DIRECTIVE || outcome == LineOutcome.BLANK) {
          continue;
        }
        data++;
        if (outcome == LineOutcome.REQUEST) {
          seen.add(request, parser.userAgentEncoding());
        } else {
          rejects.merge(outcome, 1, Integer::sum);
          examples.putIfAbsent(outcome, line);
        }
      }
    }
    byte[] example =
        rejects.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(most -> examples.get(most.getKey()))
            .orElse("".getBytes(StandardCharsets.UTF_8));
    return new FormatTrial(format, data, rejects, example, seen, timesEncoded);
  }

  public int accepted() {
    return seen.requests();
  }

  /** Share of the data lines that were accepted, 0 to 1. */
  public double acceptedShare() {
    return dataLines == 0 ? 0 : (double) accepted() / dataLines;
  }

  /** How many fields a request had on average. */
  public double fieldsPerRequest() {
    return SeenFields.NAMES.stream().mapToDouble(seen::share).sum();
  }
}
