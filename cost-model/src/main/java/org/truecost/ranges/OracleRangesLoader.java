package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Oracle's {@code public_ip_ranges.json}: {@code regions} with {@code cidrs}, each with tags. The
 * first tag is the service.
 */
final class OracleRangesLoader implements JsonRangesLoader {
  @Override
  public String format() {
    return "Oracle public_ip_ranges.json";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("regions").isArray();
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    file.publishedOn(root.path("last_updated_timestamp").asText());
    for (JsonNode region : root.path("regions")) {
      int i = 0;
      for (JsonNode block : region.path("cidrs")) {
        file.add(
            region.path("region").asText() + " cidrs[" + i++ + "]",
            block.path("cidr").asText(),
            block.path("tags").path(0).asText());
      }
    }
  }
}
