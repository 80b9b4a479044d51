package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Azure's weekly {@code ServiceTags_Public_YYYYMMDD.json}: {@code values} with a name and {@code
 * properties.addressPrefixes}. A service tag's name is the service, {@code AzureCloud.westeurope};
 * {@code AzureCloud} has all of them.
 */
final class AzureServiceTagsLoader implements JsonRangesLoader {
  @Override
  public String format() {
    return "Azure service tags";
  }

  @Override
  public boolean fits(JsonNode root) {
    return root.path("values").isArray() && root.has("changeNumber");
  }

  @Override
  public void read(JsonNode root, RangesFile file) {
    int i = 0;
    for (JsonNode tag : root.path("values")) {
      String place = "values[" + i++ + "] (" + tag.path("name").asText() + ")";
      for (JsonNode prefix : tag.path("properties").path("addressPrefixes")) {
        file.add(place, prefix.asText(), tag.path("name").asText());
      }
    }
  }
}
