package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * That a line of a source which comes again counts once: the same request id, time, path and bytes.
 *
 * @param horizon how far behind the newest event time lines are remembered
 * @param memoryBytes what remembering them may take, over all parts of a job
 */
public record Deduplication(Duration horizon, long memoryBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With less, hardly a line of each part of the memory is remembered. */
  public static final long LEAST_MEMORY_BYTES = 1 << 20;

  /** One log line of a month ago is news, not a re-delivery. */
  public static final Duration LONGEST_HORIZON = Duration.ofDays(31);

  public static final Duration SHORTEST_HORIZON = Duration.ofMinutes(1);

  public Deduplication {
    requireNonNull(horizon, "horizon");
  }
}
