package org.truecost.ingest.kafka;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What there is to publish at one moment.
 *
 * @param logs files with a source, in the order in which they are published
 * @param unmatched names of files that no source claims
 * @param unreadable what could not be listed, with the reason
 */
public record InputListing(
    List<InputLog> logs, List<String> unmatched, Map<String, String> unreadable) {
  public InputListing {
    logs = List.copyOf(logs);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
  }
}
