package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

/**
 * A record that calls itself a block and is none; it belongs to the rejects, as a whole.
 *
 * @param reason what is wrong, for a person; holds nothing of what the record holds
 * @param bytes size of its value
 */
public record FaultyRecord(String reason, long bytes) implements KafkaRecord {
  public FaultyRecord {
    requireNonNull(reason, "reason");
  }
}
