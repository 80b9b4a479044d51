package org.truecost.metering;

import java.io.Serializable;

/**
 * What a metering operator may hold in memory. At a cap it sends its cells on, or forgets what it
 * can work out again; results do not change.
 *
 * @param cellBytes cells
 * @param dictionaryBytes the dictionary of the cells
 * @param pathBytes paths and what they mean, for each source
 * @param userAgentBytes user agents and their verdicts, for each way of writing them
 * @param edges edge locations, for each source
 */
public record MeterCaps(
    long cellBytes, long dictionaryBytes, long pathBytes, long userAgentBytes, int edges)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MIB = 1024 * 1024;

  /** For a heap of {@code heapBytes} with {@code parallelism} operators in it. */
  public static MeterCaps of(long heapBytes, int parallelism) {
    long share = heapBytes / parallelism;
    return new MeterCaps(
        Math.min(share / 12, 96 * MIB),
        Math.min(share / 12, 128 * MIB),
        Math.min(share / 12, 128 * MIB),
        Math.min(share / 64, 16 * MIB),
        4_096);
  }

  /** What the totals of one subtask may hold, beside {@code parallelism} operators in that heap. */
  public static long totalBytes(long heapBytes, int parallelism) {
    return Math.min(heapBytes / parallelism / 6, 512 * MIB);
  }
}
