package org.truecost.metering;

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

  /** A record as decoded, at its place. */
  public static KafkaLines of(
      String topic, int partition, long offset, long timestampMillis, KafkaRecord record) {
    KafkaLines lines = new KafkaLines();
    lines.topic = topic;
    lines.partition = partition;
    lines.offset = offset;
    lines.timestampMillis = timestampMillis;
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
}
