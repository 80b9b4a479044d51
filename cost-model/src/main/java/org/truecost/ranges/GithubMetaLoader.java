package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * GitHub's {@code meta}: a list of blocks for each of {@code hooks}, {@code web}, {@code actions}
 * and others, beside keys and host names, which are none. {@code actions} lies mostly in Azure.
 */
final class GithubMetaLoader implements JsonRangesLoader {
  private static final Set<String> NO_RANGES =
      Set.of("ssh_keys", "ssh_key_fingerprints", "domains");

  @Override
  public String format() {
    return "GitHub meta";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("hooks").isArray() && root.path("actions").isArray();
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    for (Map.Entry<String, JsonNode> service : root.properties()) {
      if (service.getValue().isArray() && !NO_RANGES.contains(service.getKey())) {
        int i = 0;
        for (JsonNode block : service.getValue()) {
          file.add(service.getKey() + "[" + i++ + "]", block.asText(), service.getKey());
        }
      }
    }
  }
}
