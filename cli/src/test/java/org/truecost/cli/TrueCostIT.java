package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the packaged jars, as a user runs them. */
class TrueCostIT {
  private static final Path LAUNCHER = Cli.HOME.resolve("truecost");
  private static final Path LIB = Cli.HOME.resolve("cli/target/truecost/lib");
  private static final long PATIENCE_SECONDS = 180;

  @TempDir static Path folder;
  private static Path data;
  private static JsonNode demo;
  private static List<String> classesOfDemo;

  private record Ended(int exitCode, String out, String err, List<String> classes) {}

  @BeforeAll
  static void runDemo() throws Exception {
    data = folder.resolve("demo data");
    Ended ended = run(folder, "demo", "--json", "--out", "demo data");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCodes.OK);
    demo = new ObjectMapper().readTree(ended.out());
    classesOfDemo = ended.classes();
  }

  @Test
  void demoCountsEveryLineOfTheSample() throws Exception {
    Map<String, Long> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Cli.HOME.resolve("sample-logs"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".gz")).toList()) {
        String source = Cli.HOME.resolve("sample-logs").relativize(file).getName(0).toString();
        lines.merge(source, linesOf(file), Long::sum);
      }
    }

    Map<String, Long> metered = new TreeMap<>();
    demo.path("fates")
        .forEach(
            row -> metered.put(row.path("source").asText(), row.path("physical_lines").asLong()));
    assertThat(metered).isEqualTo(lines);
    JsonNode total = demo.path("fates_total");
    assertThat(total.path("physical_lines").asLong())
        .isEqualTo(
            total.path("directives").asLong()
                + total.path("blank").asLong()
                + total.path("counted").asLong()
                + total.path("duplicate").asLong()
                + total.path("rejected").asLong()
                + total.path("set_aside").asLong());
    assertThat(total.path("duplicate").asLong()).isPositive();
    assertThat(total.path("rejected").asLong()).isPositive();
  }

  @Test
  void demoEndsInATrueCostReportWhoseRowsAddUp() {
    assertThat(demo.path("true_cost")).isNotEmpty();
    long requests = 0;
    for (JsonNode row : demo.path("true_cost")) {
      requests += row.path("requests").asLong();
    }
    assertThat(demo.path("true_cost_total").path("requests").asLong()).isEqualTo(requests);
  }

  @Test
  void packagedJarsNeedNoHadoop() throws Exception {
    try (Stream<Path> jars = Files.list(LIB)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(name -> name.startsWith("hadoop-"));
    }
    assertThat(classesOfDemo).anyMatch(line -> line.contains(" org.apache.parquet.hadoop."));
    assertThat(classesOfDemo).noneMatch(line -> line.contains(" org.apache.hadoop."));
  }

  @Test
  void helpLoadsNeitherFlinkNorDuckDb() throws Exception {
    for (String[] command :
        new String[][] {{"--help"}, {"replay", "--help"}, {"report", "true-cost", "--help"}}) {
      Ended ended = run(folder, command);

      assertThat(ended.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(ended.classes()).anyMatch(line -> line.contains(" org.truecost.cli.TrueCost "));
      assertThat(ended.classes())
          .noneMatch(line -> line.contains(" org.apache.flink.") || line.contains(" org.duckdb."));
    }
  }

  @Test
  void worksThroughASymbolicLinkAndWithPathsRelativeToTheUser() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("tc"), LAUNCHER);

    Ended ended =
        run(
            link,
            elsewhere,
            "sql",
            "SELECT sum(counted) AS counted FROM ledger",
            "--data",
            "../demo data",
            "--json");

    assertThat(ended.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(ended.out()).get(0).path("counted").asLong())
        .isEqualTo(demo.path("fates_total").path("counted").asLong());
  }

  @Test
  void reportsToAPersonWithoutColoursInAPipe() throws Exception {
    Ended ended =
        run(folder, "report", "true-cost", "--data", data.toString(), "--month", "2026-10");

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(ended.out()).contains("True cost of 2026-10", "more rows").doesNotContain("\u001b");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void exitCodesReachTheCaller() throws Exception {
    assertThat(run(folder, "nonsense").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run(folder, "sql", "SELECT 1", "--data", "nowhere").exitCode())
        .isEqualTo(ExitCodes.DATA_DIRECTORY);
  }

  private static Ended run(Path directory, String... arguments) throws Exception {
    return run(LAUNCHER, directory, arguments);
  }

  private static Ended run(Path launcher, Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Path classes = Files.createTempFile(folder, "classes", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // The archive is made by whoever uses the build, not by its test.
    builder.environment().put("TRUECOST_CDS", "off");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("TRUECOST_JAVA_OPTS", "-Xlog:class+load:file=" + classes + "::filesize=0");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out),
        Files.readString(err),
        Files.readAllLines(classes, StandardCharsets.UTF_8));
  }

  private static long linesOf(Path file) throws IOException {
    long lines = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }
}
