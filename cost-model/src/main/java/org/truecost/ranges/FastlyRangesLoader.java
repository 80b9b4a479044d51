package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/** Fastly's {@code public-ip-list}: {@code addresses} and {@code ipv6_addresses}. */
final class FastlyRangesLoader implements JsonRangesLoader {
  @Override
  public String format() {
    return "Fastly public-ip-list";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("addresses").isArray() && root.path("ipv6_addresses").isArray();
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    for (String list : new String[] {"addresses", "ipv6_addresses"}) {
      int i = 0;
      for (JsonNode block : root.path(list)) {
        file.add(list + "[" + i++ + "]", block.asText(), "");
      }
    }
  }
}
