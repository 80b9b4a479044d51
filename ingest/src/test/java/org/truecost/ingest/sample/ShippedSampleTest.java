package org.truecost.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedSampleTest {
  private static final Path SHIPPED = Path.of("..", "sample-logs");
  private static final long FIVE_MEGABYTES = 5_000_000;

  @Test
  void theShippedMonthIsWhatItsCommandWrites(@TempDir Path directory) throws IOException {
    SampleGenerator.generate(
        new SampleOptions(
            60_000, 20_261_001, YearMonth.of(2026, 10), directory, "", 0, false, true),
        (files, lines, bytes) -> {});

    // Decoded, as compressed bytes may differ between versions of zlib.
    assertThat(decoded(directory)).isEqualTo(decoded(SHIPPED));
  }

  @Test
  void theShippedMonthIsSmall() throws IOException {
    long size = 0;
    for (Path file : files(SHIPPED)) {
      size += Files.size(file);
    }
    assertThat(size).isBetween(1_000_000L, FIVE_MEGABYTES);
  }

  @Test
  void sourcesYamlFindsEveryFileInItsSource() throws IOException {
    List<String> ids = new ArrayList<>();
    List<PathMatcher> globs = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "config", "sources.yaml"))) {
      if (line.startsWith("  - id: ")) {
        ids.add(line.substring("  - id: ".length()));
      } else if (line.startsWith("    files: [\"")) {
        String glob = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        globs.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
      }
    }

    assertThat(ids).containsExactlyElementsOf(SampleGenerator.sources()).hasSameSizeAs(globs);
    for (Path file : files(SHIPPED)) {
      Path relative = SHIPPED.relativize(file);
      List<String> found = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        if (globs.get(i).matches(relative)) {
          found.add(ids.get(i));
        }
      }
      assertThat(found).containsExactly(relative.getName(0).toString());
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
    }
  }

  private static TreeMap<String, String> decoded(Path directory) throws IOException {
    TreeMap<String, String> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        contents.put(
            directory.relativize(file).toString(),
            new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
