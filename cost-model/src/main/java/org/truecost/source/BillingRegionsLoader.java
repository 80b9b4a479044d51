package org.truecost.source;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.CsvFile;
import org.truecost.config.Kebab;
import org.truecost.config.Problems;

/** Reads {@code config/regions/<provider>.csv}: {@code edge_prefix,billing_region,source}. */
final class BillingRegionsLoader {
  private final ConfigDirectory config;
  private final Problems problems;
  private final Map<String, Optional<BillingRegions>> byProvider = new HashMap<>();

  BillingRegionsLoader(ConfigDirectory config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  /** The path, below the configuration directory, of a provider's regions. */
  static String path(String provider) {
    return "regions/" + provider + ".csv";
  }

  /** The regions of a provider; empty if there is no such file. Each file is read once. */
  Optional<BillingRegions> ofProvider(String provider) {
    return byProvider.computeIfAbsent(
        provider,
        key -> config.bytes(path(key)).map(bytes -> read(config.display(path(key)), bytes)));
  }

  private BillingRegions read(Path file, byte[] bytes) {
    Map<String, String> regions = new TreeMap<>();
    Map<String, CsvFile.Row> rows = new HashMap<>();
    for (CsvFile.Row row :
        CsvFile.read(
            file, bytes, List.of("edge_prefix", "billing_region"), List.of("source"), problems)) {
      String prefix = row.requiredText("edge_prefix");
      String region = row.requiredText("billing_region");
      if (!region.isEmpty() && !Kebab.isKebab(region)) {
        row.problem("billing_region", "\"" + region + "\" " + Kebab.RULE);
      }
      CsvFile.Row earlier = rows.putIfAbsent(prefix, row);
      if (prefix.isEmpty()) {
        continue;
      }
      if (earlier != null) {
        row.problem("edge_prefix", "\"" + prefix + "\" is already in line " + earlier.line());
      } else {
        regions.put(prefix, region);
      }
    }
    return BillingRegions.byEdgePrefix(regions);
  }
}
