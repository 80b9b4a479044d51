package org.truecost.metering;

import java.util.Map;
import java.util.Set;

/** What published files begin with, as Kafka has them. */
public interface PublishedBeginnings extends AutoCloseable {
  /** Of files of which nothing but the block at hand is there. */
  PublishedBeginnings NONE = (block, lengths) -> Map.of();

  /**
   * Digests of the first bytes of the file that {@code block} belongs to.
   *
   * @param block any of the file's blocks
   * @param lengths how many decoded bytes; not empty
   * @return length to SHA-256 in hex, of those lengths that are published
   */
  Map<Long, String> of(KafkaLines block, Set<Long> lengths);

  @Override
  default void close() {}
}
