package org.truecost.ingest.format;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Nanoseconds per line for the parser of every format: the requests of its {@code basic} fixture,
 * repeated to about a megabyte and read one after the other.
 *
 * <p>{@link #main} runs all formats, or those given as arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BenchmarkLogFormats {
  static final int LINES = 4_096;

  /** Given by {@link #main}: an annotation cannot ask {@link LogFormats}. */
  @Param("cloudfront")
  public String format;

  private final LogRequest request = new LogRequest();
  private LineParser parser;
  private byte[] bytes;
  private int[] starts;
  private int[] ends;

  public static void main(String[] args) throws RunnerException {
    String[] formats =
        args.length > 0
            ? args
            : LogFormats.all().stream().map(LogFormat::name).toArray(String[]::new);
    new Runner(
            new OptionsBuilder()
                .include(BenchmarkLogFormats.class.getName())
                .param("format", formats)
                .build())
        .run();
  }

  @Setup
  public void prepare() {
    FormatFixture fixture =
        FormatFixture.of(format).stream()
            .filter(candidate -> candidate.name().equals("basic"))
            .findFirst()
            .orElseThrow();
    parser = fixture.parser();
    List<byte[]> requests = new ArrayList<>();
    for (byte[] line : fixture.lines()) {
      if (parser.parse(line, 0, line.length, request) == LineOutcome.REQUEST) {
        requests.add(line);
      }
    }
    starts = new int[LINES];
    ends = new int[LINES];
    int size = 0;
    for (int i = 0; i < LINES; i++) {
      starts[i] = size;
      ends[i] = size + requests.get(i % requests.size()).length;
      size = ends[i] + 1;
    }
    bytes = new byte[size];
    for (int i = 0; i < LINES; i++) {
      byte[] line = requests.get(i % requests.size());
      System.arraycopy(line, 0, bytes, starts[i], line.length);
      bytes[ends[i]] = '\n';
    }
  }

  /** How many of the lines were read as requests: all. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int parse() {
    int requests = 0;
    for (int i = 0; i < LINES; i++) {
      if (parser.parse(bytes, starts[i], ends[i], request) == LineOutcome.REQUEST) {
        requests++;
      }
    }
    return requests;
  }

  int bytesPerLine() {
    return bytes.length / LINES;
  }
}
