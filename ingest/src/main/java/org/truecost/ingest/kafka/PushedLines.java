package org.truecost.ingest.kafka;

import static java.util.Objects.requireNonNull;

/**
 * Lines that a CDN pushed to the topic itself: one, or a batch with line feeds between them. Whose
 * they are, the topic's configuration says. The record is known by its partition and offset.
 *
 * @param lines as received, the last one mostly without its terminator
 */
public record PushedLines(byte[] lines) implements KafkaRecord {
  public PushedLines {
    requireNonNull(lines, "lines");
  }
}
