package org.truecost.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleGeneratorTest {
  private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

  @TempDir Path directory;

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path other = directory.resolve("other");

    SampleSummary one = generate(SampleOptions.of(5_000, 7, OCTOBER, first));
    SampleSummary two = generate(SampleOptions.of(5_000, 7, OCTOBER, second));
    generate(SampleOptions.of(5_000, 8, OCTOBER, other));

    assertThat(one).isEqualTo(two);
    assertThat(contents(first)).isEqualTo(contents(second)).isNotEqualTo(contents(other));
  }

  @Test
  void writesAsManyLinesAsAskedAndSaysWhatTheyAre() throws IOException {
    SampleSummary summary = generate(SampleOptions.of(30_000, 1, OCTOBER, directory));

    long data = 0;
    long headers = 0;
    for (Path file : files(directory)) {
      for (String line : lines(file)) {
        if (line.startsWith("#")) {
          headers++;
        } else {
          data++;
        }
      }
    }
    assertThat(data).isEqualTo(30_000).isEqualTo(summary.lines());
    assertThat(headers).isEqualTo(summary.headerLines()).isPositive();
    assertThat(summary.malformed()).isBetween(3L, 40L);
    assertThat(summary.repeated()).isPositive();
    assertThat(sum(summary.requestsByClass().values())).isEqualTo(30_000 - summary.malformed());
    assertThat(
            sum(summary.requestsByOrganization().values())
                + summary.requestsByClass().get("registry_internal"))
        .isEqualTo(30_000 - summary.malformed());
    assertThat(summary.linesBySource().keySet()).containsAll(SampleGenerator.sources());
    assertThat(files(directory)).hasSize((int) summary.files());
  }

  @Test
  void everyJsonLineIsJsonExceptTheSpoiledOnes() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    SampleSummary summary = generate(SampleOptions.of(30_000, 2, OCTOBER, directory));

    long bad = 0;
    long good = 0;
    for (Path file : files(directory)) {
      for (String line : lines(file)) {
        int brace = line.indexOf('{');
        boolean json = line.startsWith("{") || (line.startsWith("<134>") && brace > 0);
        if (json) {
          try {
            JsonNode node = mapper.readTree(line.substring(brace));
            assertThat(node.isObject()).isTrue();
            good++;
          } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            bad++;
          }
        }
      }
    }
    assertThat(good).isGreaterThan(15_000);
    assertThat(bad).isLessThanOrEqualTo(summary.malformed());
  }

  @Test
  void addressesAreReservedOnes() throws IOException {
    Set<String> firstParts = new HashSet<>();
    SampleOptions options = SampleOptions.of(50_000, 3, OCTOBER, directory);

    SampleGenerator.generate(
        options,
        request -> {
          LineBuffer out = new LineBuffer();
          request.putAddress(out);
          String text = new String(out.bytes(), 0, out.length(), StandardCharsets.US_ASCII);
          firstParts.add(
              request.ipv6
                  ? text.substring(0, text.indexOf(':', text.indexOf(':') + 1))
                  : text.substring(0, text.indexOf('.')));
          if (!request.ipv6 && request.ipv4 < 0xf0000000L) {
            assertThat(text).matches("(198\\.51\\.100|198\\.1[89]\\.\\d+|192\\.0\\.2)\\.\\d+");
          }
        },
        (files, lines, bytes) -> {});

    assertThat(firstParts).contains("2001:db8", "240").doesNotContain("10", "255");
    assertThat(firstParts)
        .allMatch(part -> part.contains(":") ? part.equals("2001:db8") : is(part, 192, 198, 240));
  }

  private static boolean is(String part, int a, int b, int from) {
    int number = Integer.parseInt(part);
    return number == a || number == b || (number >= from && number < 254);
  }

  @Test
  void uniqueKeysNeverRepeatAPathOrAUserAgent() throws IOException {
    Set<Long> paths = new HashSet<>();
    Set<String> agents = new HashSet<>();
    long[] artifacts = {0};
    SampleOptions options =
        new SampleOptions(3_000, 3, OCTOBER, directory, "crates-io-static", 2, true, false);

    SampleGenerator.generate(
        options,
        request -> {
          artifacts[0]++;
          paths.add(Hashing.of(request.path.bytes(), request.path.length()));
          agents.add(new String(request.userAgent, StandardCharsets.US_ASCII));
        },
        (files, lines, bytes) -> {});

    // A repeated line has the path of the line before.
    assertThat(paths.size()).isGreaterThan((int) (artifacts[0] * .99));
    assertThat(agents).hasSameSizeAs(paths);
    assertThat(files(directory)).hasSize(2);
  }

  @Test
  void oneSourceGetsAllLines() throws IOException {
    for (String source : SampleGenerator.sources()) {
      Path own = directory.resolve(source);

      SampleSummary summary =
          generate(new SampleOptions(400, 3, OCTOBER, own, source, 1, false, false));

      assertThat(summary.lines()).isEqualTo(400);
      assertThat(summary.linesBySource()).containsOnlyKeys(source);
      assertThat(files(own)).hasSize(1);
    }
  }

  @Test
  void anUnknownSourceIsAClearMistake() {
    assertThatThrownBy(
            () -> new SampleOptions(1, 1, OCTOBER, directory, "no-such", 0, false, false))
        .hasMessageContaining("no-such")
        .hasMessageContaining("crates-io-static");
  }

  @Test
  void everyPackageNameIsItsOwn() {
    Set<String> names = new HashSet<>();
    PackageCatalog catalog =
        new PackageCatalog(RegistryShape.of(org.truecost.source.Registry.NPM), 1, 1, 1);
    LineBuffer out = new LineBuffer();

    for (int rank = 0; rank < catalog.size(); rank++) {
      catalog.name(rank, out.clear());
      names.add(new String(out.bytes(), 0, out.length(), StandardCharsets.US_ASCII));
    }

    assertThat(names).hasSize(catalog.size());
  }

  private static SampleSummary generate(SampleOptions options) throws IOException {
    return SampleGenerator.generate(options, (files, lines, bytes) -> {});
  }

  private static long sum(Iterable<Long> numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static TreeMap<String, List<String>> contents(Path directory) throws IOException {
    TreeMap<String, List<String>> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      contents.put(
          directory.relativize(file).toString(),
          List.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
    }
    return contents;
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
