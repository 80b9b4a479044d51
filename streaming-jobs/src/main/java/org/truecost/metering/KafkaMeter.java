package org.truecost.metering;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogRequest;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.publish.OffsetsRead;
import org.truecost.tables.CoveredOffsets;

/**
 * Meters records of Kafka. It remembers nothing over {@link #flush}: a block of a published file
 * brings all that is needed to read it, and what is known of a file by then leaves with its cells.
 *
 * <p>The future of a line begins at its record's time, so that a job which reads again decides the
 * same. Not thread-safe.
 */
public final class KafkaMeter implements RecordMeter<KafkaLines> {
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private final MeteringCatalog catalog;
  private final KafkaPlan plan;
  private final LineMeter lines;
  private final LogRequest directive = new LogRequest();

  /** Files since the last flush. */
  private final Map<String, Open> open = new LinkedHashMap<>();

  /** Partition to the first offset since the last flush, and the one behind the last. */
  private final Map<String, long[]> offsets = new LinkedHashMap<>();

  /**
   * Partition to the offset behind the last record. What lies between it and the next record is
   * none: the end of a transaction, or one that was aborted. So ranges of offsets have no gaps.
   */
  private final Map<String, Long> ends = new HashMap<>();

  private static final class Open {
    final FileMeter file;
    long nextByte = -1;
    String digest = "";

    Open(FileMeter file) {
      this.file = file;
    }
  }

  /**
   * @param catalog configuration
   * @param plan what is known of the topics
   * @param lineage what is stamped on every row
   * @param keys keys of clients' pseudonyms
   * @param caps memory it may hold
   */
  public KafkaMeter(
      MeteringCatalog catalog,
      KafkaPlan plan,
      RunLineage lineage,
      ClientKeys keys,
      MeterCaps caps) {
    this.catalog = catalog;
    this.plan = plan;
    this.lines = new LineMeter(catalog, lineage, keys, caps);
  }

  /** Meters a record. Cells are sent to {@code out} when memory asks for it. */
  @Override
  public void meter(KafkaLines record, Consumer<EncodedCells> out) {
    String partition = CoveredOffsets.nameOf(plan.cluster(), record.topic, record.partition);
    Long end = ends.put(partition, record.offset + 1);
    if (plan.isMetered(partition, record.offset)) {
      return;
    }
    switch (record.kind) {
      case BLOCK -> block(record);
      case PUSHED -> pushed(record);
      case FAULTY -> {
        Open stray = pushedTo(record);
        stray.file.rejectedRecord(LineOutcome.NOT_A_BLOCK, record.offset, record.size);
      }
    }
    long from = end == null || end > record.offset ? record.offset : end;
    offsets.computeIfAbsent(partition, first -> new long[] {from, 0})[1] = record.offset + 1;
    if (lines.isFull()) {
      flush(out);
    } else {
      lines.sendWaiting(out);
    }
  }

  /** Sends all cells, what is known of files, and the offsets that were read. */
  @Override
  public void flush(Consumer<EncodedCells> out) {
    for (Open file : open.values()) {
      file.file.account(file.digest, Math.max(file.nextByte, 0), "");
    }
    open.clear();
    lines.flush(out);
    offsets.forEach(
        (partition, range) ->
            out.accept(OffsetsRead.encode(new CoveredOffsets(partition, range[0], range[1]))));
    offsets.clear();
  }

  private void block(KafkaLines record) {
    // A file that was replayed is passed over; what it has grown by since is not.
    Fate fate =
        plan.isKnown(record.source, record.storedDigest)
            ? Fate.DUPLICATE
            : record.setAside ? Fate.SET_ASIDE : Fate.COUNTED;
    Open file =
        open.computeIfAbsent(
            record.topic
                + "/"
                + record.partition
                + "/"
                + record.source
                + "/"
                + record.file
                + "/"
                + fate,
            key ->
                new Open(
                    open(
                        record.source,
                        record.name,
                        fate,
                        record.batchDay,
                        record.firstLineDigest)));
    file.file.asOfMicros = record.timestampMillis * 1_000;
    LogBlock block = record.block;
    if (file.file.source == null) {
      unknownSource(block, file.file);
    } else {
      if (file.nextByte != block.firstByte) {
        readDirectives(record.preamble, file.file);
      }
      if (block.meteredBytes > block.firstByte) {
        unlessItWaited(block, file.file);
      }
      lines.meter(block, file.file);
    }
    boolean swallowed = block.fault.equals(LineOutcome.LINE_TOO_LONG.label());
    file.nextByte = block.firstByte + block.length + (swallowed ? block.faultBytes : 0);
    file.digest = record.digest;
  }

  /**
   * The block begins with a line that came before without its end. What became of it then, it tells
   * itself: cut at the same place, it is read in the same way.
   */
  private void unlessItWaited(LogBlock block, FileMeter file) {
    int cut = (int) Math.min(block.meteredBytes - block.firstByte, block.length);
    if (!lines.isWhole(block.bytes, 0, cut, file)) {
      block.meteredBytes = block.firstByte;
    }
  }

  private void pushed(KafkaLines record) {
    Open topic = pushedTo(record);
    LogBlock block = record.block;
    block.firstByte = record.offset;
    if (block.length == 0) {
      return;
    }
    if (block.bytes[block.length - 1] != '\n') {
      block.bytes = Arrays.copyOf(block.bytes, block.length + 1);
      block.bytes[block.length++] = '\n';
    }
    if (topic.file.source == null) {
      unknownSource(block, topic.file);
    } else {
      lines.meter(block, topic.file);
    }
  }

  /** The "file" of what comes to a partition on a day without saying what it is. */
  private Open pushedTo(KafkaLines record) {
    long day = Math.floorDiv(record.timestampMillis, MILLIS_PER_DAY);
    String name = "kafka/" + record.topic + "/" + record.partition;
    Open pushed =
        open.computeIfAbsent(
            name + "/" + day,
            key ->
                new Open(
                    open(
                        plan.sources().getOrDefault(record.topic, ""),
                        name,
                        Fate.COUNTED,
                        day,
                        "")));
    pushed.file.asOfMicros = record.timestampMillis * 1_000;
    return pushed;
  }

  private FileMeter open(
      String source, String name, Fate fate, long batchDay, String firstLineDigest) {
    boolean known = catalog.sources().containsKey(source);
    String batch = (known ? source : "unknown") + "/" + LocalDate.ofEpochDay(batchDay);
    PlannedFile planned =
        new PlannedFile(
            "",
            name,
            known ? source : "unknown",
            known ? fate : Fate.COUNTED,
            batch,
            plan.revisions().getOrDefault(batch, 1L),
            0,
            0,
            "",
            firstLineDigest,
            0);
    return known ? lines.open(planned) : lines.openUnknown(planned);
  }

  private void readDirectives(byte[] preamble, FileMeter file) {
    int from = 0;
    while (from < preamble.length) {
      int lineFeed = LineFeeds.next(preamble, from, preamble.length);
      boolean carriage = lineFeed > from && preamble[lineFeed - 1] == '\r';
      file.parser.parse(preamble, from, carriage ? lineFeed - 1 : lineFeed, directive);
      from = lineFeed + 1;
    }
  }

  private static void unknownSource(LogBlock block, FileMeter file) {
    int from = 0;
    while (from < block.length) {
      int lineFeed = LineFeeds.next(block.bytes, from, block.length);
      file.lineNumber++;
      file.physicalLines++;
      file.rejected(
          LineOutcome.UNKNOWN_SOURCE, block.bytes, from, lineFeed, block.firstByte + from);
      from = lineFeed + 1;
    }
  }
}
