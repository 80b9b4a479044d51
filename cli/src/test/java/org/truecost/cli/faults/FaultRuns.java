package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code bench/faults}: a run for each kind of fault and seed, on one cluster. */
final class FaultRuns {
  /** Of the publication that a fault strikes. */
  static final long LINES = 6_000;

  private static final int LINES_BEFORE = 500;
  private static final String HEADER =
      "date,revision,kind,seed,moment_ms,victim,lines,seconds,verdict\n";
  private static final int MOST_DIFFERENCES = 20;

  private final Path work;
  private final Path log;
  private final String revision;
  private FaultCluster cluster;
  private int started;

  private FaultRuns(Path work, Path log, String revision) {
    this.work = work;
    this.log = log;
    this.revision = revision;
  }

  /**
   * Arguments, in pairs: {@code --seeds N}, {@code --first-seed N}, {@code --kinds a,b}, {@code
   * --work DIR}, {@code --log FILE}, {@code --revision TEXT}. Ends with 1 if a run went wrong.
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    long first = Long.parseLong(options.getOrDefault("--first-seed", "1"));
    long seeds = Long.parseLong(options.getOrDefault("--seeds", "1"));
    List<Fault> kinds;
    try {
      kinds = kinds(options.getOrDefault("--kinds", ""));
    } catch (IllegalArgumentException unknown) {
      System.err.println("bench/faults: " + unknown.getMessage());
      System.exit(2);
      return;
    }
    FaultRuns runs =
        new FaultRuns(
            Path.of(options.get("--work")),
            Path.of(options.get("--log")),
            options.getOrDefault("--revision", ""));
    System.exit(runs.all(kinds, first, seeds) ? 0 : 1);
  }

  private static List<Fault> kinds(String labels) {
    if (labels.isEmpty()) {
      return List.of(Fault.values());
    }
    return Arrays.stream(labels.split(",", -1))
        .map(
            label ->
                Arrays.stream(Fault.values())
                    .filter(fault -> fault.label().equals(label))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "no kind of fault is called "
                                    + label
                                    + "; there are "
                                    + Arrays.stream(Fault.values()).map(Fault::label).toList())))
        .toList();
  }

  private boolean all(List<Fault> kinds, long first, long seeds) throws Exception {
    if (!Files.exists(log)) {
      Files.writeString(log, HEADER);
    }
    boolean good = true;
    try {
      for (long seed = first; seed < first + seeds; seed++) {
        for (Fault kind : kinds) {
          good &= one(kind, seed);
        }
      }
    } finally {
      if (cluster != null) {
        cluster.close();
        delete(cluster.processes().directory());
      }
    }
    return good;
  }

  /** Whether it went well. If not, its data stay, and the next run begins with a new cluster. */
  private boolean one(Fault kind, long seed) throws Exception {
    if (cluster == null) {
      cluster = FaultCluster.start(work.resolve("cluster-" + started++));
    }
    String name = kind.label() + "-" + seed;
    Path folder = work.resolve(name);
    delete(folder);
    Files.createDirectories(folder);
    Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long start = System.nanoTime();
    String struck = "";
    String verdict;
    try {
      FaultRun run =
          new FaultRun(cluster, folder, "logs-" + date.getEpochSecond(), mixed(kind, seed));
      run.makeLogs(0, LINES_BEFORE);
      run.makeLogs(1, LINES);
      run.replay();
      run.publish(0);
      String job = run.submit(2);
      FaultRun.Struck how = run.publishWhile(1, kind, job);
      struck = how.moment() + "," + how.victim();
      run.end(job);
      List<String> differences = run.differences();
      verdict = differences.isEmpty() ? "equal" : differences.size() + " rows differ";
      differences.stream().limit(MOST_DIFFERENCES).forEach(System.out::println);
    } catch (Exception | AssertionError e) {
      e.printStackTrace(System.out);
      verdict = "failed: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
    boolean equal = verdict.equals("equal");
    double seconds = (System.nanoTime() - start) / 1e9;
    String line =
        String.format(
            Locale.ROOT,
            "%s,%s,%s,%d,%s,%d,%.0f,%s%n",
            date,
            revision,
            kind.label(),
            seed,
            struck.isEmpty() ? "," : struck,
            LINES_BEFORE + LINES,
            seconds,
            verdict.replace(',', ';'));
    Files.writeString(log, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    System.out.print(line);
    if (equal) {
      delete(folder);
    } else {
      System.out.println(
          "Its logs and tables are in " + folder + ", the cluster's logs beside it.");
      cluster.close();
      cluster = null;
    }
    return equal;
  }

  /** Kinds of the same seed meet other logs and moments. */
  private static long mixed(Fault kind, long seed) {
    return seed * 101 + kind.ordinal();
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
