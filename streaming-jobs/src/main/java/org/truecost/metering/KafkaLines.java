package org.truecost.metering;

import java.time.ZoneOffset;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.ingest.kafka.FaultyRecord;
import org.truecost.ingest.kafka.KafkaRecord;
import org.truecost.ingest.kafka.PushedLines;

/**
 * A Kafka record on its way to the meter: {@link KafkaRecord} with its place. A plain class with
 * public fields, so that Flink can carry it.
 */
public final class KafkaLines {
  /** What the record turned out to be. */
  public enum Kind {
    BLOCK,
    PUSHED,
    FAULTY
  }

  private static final long LATEST_MILLIS =
      BlockRecord.LATEST.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();

  public String topic = "";
  public int partition;
  public long offset;

  /** The broker's or producer's time of the record, milliseconds since 1970. */
  public long timestampMillis;

  public Kind kind = Kind.FAULTY;

  /** The lines, and where they lie in their file; empty if it is faulty. */
  public LogBlock block = new LogBlock();

  // Of blocks only; see BlockRecord.
  public String source = "";
  public String file = "";
  public String name = "";
  public String firstLineDigest = "";
  public String digest = "";
  public String storedDigest = "";
  public boolean setAside;
  public byte[] preamble = new byte[0];
  public long batchDay;
  public long arrivedMillis;

  /** Lines of the file before the block, or {@link BlockRecord#UNKNOWN_LINES}. */
  public long linesBefore = BlockRecord.UNKNOWN_LINES;

  /** Why it is faulty. */
  public String reason = "";

  /** Size of its value in bytes. */
  public long size;

  /**
   * A record as decoded, at its place. Whoever may write to the topic chooses its time: one before
   * 1970, or not before {@link BlockRecord#LATEST}, makes it faulty, and it is filed under the
   * first day of 1970.
   */
  public static KafkaLines of(
      String topic, int partition, long offset, long timestampMillis, KafkaRecord record) {
    KafkaLines lines = new KafkaLines();
    lines.topic = topic;
    lines.partition = partition;
    lines.offset = offset;
    lines.timestampMillis = timestampMillis;
    if (timestampMillis < 0 || timestampMillis >= LATEST_MILLIS) {
      lines.timestampMillis = 0;
      lines.reason = "The time of the record, " + timestampMillis + " ms, cannot be.";
      lines.size = size(record);
      return lines;
    }
    if (record instanceof BlockRecord block) {
      lines.kind = Kind.BLOCK;
      lines.block = block.toLogBlock(0);
      lines.block.meteredBytes = block.publishedBytes();
      lines.source = block.source();
      lines.file = block.file();
      lines.name = block.name();
      lines.firstLineDigest = block.firstLineDigest();
      lines.digest = block.digest();
      lines.storedDigest = block.storedDigest();
      lines.setAside = block.setAside();
      lines.preamble = block.preamble();
      lines.batchDay = block.batchDate().toEpochDay();
      lines.arrivedMillis = block.arrivedMillis();
      lines.linesBefore = block.linesBefore();
      lines.size = block.lines().length;
    } else if (record instanceof PushedLines pushed) {
      lines.kind = Kind.PUSHED;
      lines.block.bytes = pushed.lines();
      lines.block.length = pushed.lines().length;
      lines.size = pushed.lines().length;
    } else if (record instanceof FaultyRecord faulty) {
      lines.reason = faulty.reason();
      lines.size = faulty.bytes();
    }
    return lines;
  }

  private static long size(KafkaRecord record) {
    if (record instanceof BlockRecord block) {
      return block.lines().length;
    }
    if (record instanceof PushedLines pushed) {
      return pushed.lines().length;
    }
    return record instanceof FaultyRecord faulty ? faulty.bytes() : 0;
  }
}
