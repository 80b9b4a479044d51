package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Amazon's {@code ip-ranges.json}: {@code prefixes} with {@code ip_prefix}, {@code ipv6_prefixes}
 * with {@code ipv6_prefix}, each with a service. A block is listed for {@code AMAZON} and again for
 * each service within it.
 */
final class AwsRangesLoader implements JsonRangesLoader {
  @Override
  public String format() {
    return "AWS ip-ranges.json";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("ipv6_prefixes").isArray() && root.path("prefixes").isArray();
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    file.publishedOn(root.path("createDate").asText());
    read(root, "prefixes", "ip_prefix", file);
    read(root, "ipv6_prefixes", "ipv6_prefix", file);
  }

  private static void read(JsonNode root, String list, String key, RangesFile file) {
    int i = 0;
    for (JsonNode prefix : root.path(list)) {
      file.add(list + "[" + i++ + "]", prefix.path(key).asText(), prefix.path("service").asText());
    }
  }
}
