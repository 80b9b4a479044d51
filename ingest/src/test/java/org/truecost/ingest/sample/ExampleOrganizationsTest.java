package org.truecost.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleOrganizationsTest {
  private static final Path CONFIG = Path.of("..", "config", "organizations");

  @TempDir Path directory;

  @Test
  void theShippedCatalogIsWhatTheGeneratorWrites() throws IOException {
    ExampleOrganizations.write(directory);

    for (String file :
        List.of("example-organizations.csv", "example-networks.csv", "example-providers.csv")) {
      assertThat(CONFIG.resolve(file)).hasSameTextualContentAs(directory.resolve(file));
    }
  }

  @Test
  void everyNetworkBelongsToAnOrganizationThatIsListed() throws IOException {
    ExampleOrganizations.write(directory);
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(directory.resolve("example-organizations.csv"))) {
      ids.add(line.split(",", -1)[0]);
    }

    List<String> networks = Files.readAllLines(directory.resolve("example-networks.csv"));

    assertThat(networks).hasSizeGreaterThan(2_000);
    assertThat(networks.subList(2, networks.size()))
        .allMatch(line -> ids.contains(line.split(",", -1)[1]));
  }
}
