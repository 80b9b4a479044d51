package org.truecost.ranges;

import com.fasterxml.jackson.databind.JsonNode;

/** How one operator writes its ranges as JSON. */
interface JsonRangesLoader {
  /** The format, as people know it. */
  String format();

  /** Whether {@code root} has this format's shape. No two formats share one. */
  boolean fits(JsonNode root);

  /** Reads all blocks. What is wrong with one does not stop the others. */
  void read(JsonNode root, RangesFile file);
}
