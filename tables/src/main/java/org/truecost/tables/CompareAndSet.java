package org.truecost.tables;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A place of small named files, each of which is created once and whole, or not at all. What an
 * object store gives by a conditional put, a local disk gives by a hard link.
 */
public interface CompareAndSet {
  /**
   * Creates {@code name} with {@code content}, unless it exists. When this returns true the file is
   * durable and every reader sees all of it.
   *
   * @return whether this call created it; false if it was there
   */
  boolean create(String name, byte[] content) throws IOException;

  /** The content of {@code name}, or empty if there is none. */
  Optional<byte[]> read(String name) throws IOException;

  /** Names of all files, in no order. */
  List<String> names() throws IOException;

  /** Removes {@code name} if it is there. */
  void delete(String name) throws IOException;
}
