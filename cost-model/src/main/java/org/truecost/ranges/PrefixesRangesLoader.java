package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Google's {@code cloud.json} and {@code goog.json}, and the shape that operators of crawlers and
 * agents took over from {@code googlebot.json} (Bing, OpenAI, Perplexity): {@code creationTime} and
 * {@code prefixes} with {@code ipv4Prefix} or {@code ipv6Prefix}.
 */
final class PrefixesRangesLoader implements JsonRangesLoader {
  @Override
  public String format() {
    return "Google-style prefixes";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("prefixes").isArray() && !root.has("ipv6_prefixes");
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    file.publishedOn(root.path("creationTime").asText());
    int i = 0;
    for (JsonNode prefix : root.path("prefixes")) {
      String place = "prefixes[" + i++ + "]";
      String block =
          prefix.hasNonNull("ipv4Prefix")
              ? prefix.path("ipv4Prefix").asText()
              : prefix.path("ipv6Prefix").asText();
      file.add(place, block, prefix.path("service").asText());
    }
  }
}
