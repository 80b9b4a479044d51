package org.truecost.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.CsvFile;
import org.truecost.config.Problems;

/** What stands in {@code config/} can be loaded and says what the rate cards understand. */
class ShippedConfigTest {
  private static final Set<String> CLOUDFRONT =
      Set.of("na", "eu", "za-ke-me", "sa", "jp", "au-nz", "apac", "in");
  private static final Set<String> FASTLY = Set.of("na", "eu", "apac", "sa", "in", "za");

  private final ConfigDirectory config = ConfigDirectory.read(Path.of("../config"));

  @Test
  void theCatalogLoads() {
    MeteringCatalog catalog = MeteringCatalog.load(config);

    assertThat(catalog.digest()).hasSize(64);
    assertThat(catalog.attributor().size()).isPositive();
  }

  @Test
  void aChangedPriceIsNoOtherCatalogButAChangedNetworkIs() {
    String digest = MeteringCatalog.load(config).digest();

    assertThat(MeteringCatalog.load(config.with("rate-cards/x.yaml", new byte[0])).digest())
        .isEqualTo(digest);
    assertThat(MeteringCatalog.load(config.with("regions/x.csv", new byte[0])).digest())
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudfront", "cloudflare", "azure-front-door", "fastly"})
  void edgesLieInTheRegionsOfThePriceLists(String provider) {
    List<CsvFile.Row> rows = regions(provider);

    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(rows.stream().map(row -> row.text("billing_region")).collect(Collectors.toSet()))
        .isEqualTo(provider.equals("fastly") ? FASTLY : CLOUDFRONT);
    assertThat(rows).noneMatch(row -> row.text("source").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "cloudfront, FRA, eu", "cloudfront, NRT, jp", "cloudfront, TLV, eu", "cloudfront, GRU, sa",
    "fastly, CHI, na", "fastly, BMA, eu", "fastly, NRT, apac", "fastly, JNB, za"
  })
  void wellKnownEdgesLieWhereTheyShould(String provider, String edge, String region) {
    assertThat(regions(provider))
        .filteredOn(row -> row.text("edge_prefix").equals(edge))
        .extracting(row -> row.text("billing_region"))
        .containsExactly(region);
  }

  private List<CsvFile.Row> regions(String provider) {
    Problems problems = new Problems();
    String path = "regions/" + provider + ".csv";
    List<CsvFile.Row> rows =
        CsvFile.read(
            config.display(path),
            config.bytes(path).orElseThrow(),
            List.of("edge_prefix", "billing_region", "source"),
            List.of(),
            problems);
    assertThat(problems.all()).isEmpty();
    return rows;
  }
}
