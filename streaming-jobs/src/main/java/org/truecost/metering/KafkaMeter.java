package org.truecost.metering;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.kafka.BlockRecord;
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
  private static final Logger LOG = LoggerFactory.getLogger(KafkaMeter.class);

  /** In place of a source that nobody knows. */
  public static final String UNKNOWN = "unknown";

  private static final long MILLIS_PER_DAY = 86_400_000L;

  private final MeteringCatalog catalog;
  private final KafkaPlan plan;
  private final ReplayedFiles replayed;
  private final LineMeter lines;

  /** Files since the last flush. */
  private final Map<String, Open> open = new LinkedHashMap<>();

  /** Topic and number to what was read of a partition. */
  private final Map<String, Map<Integer, Partition>> partitions = new LinkedHashMap<>();

  /** What is made once, not for each of millions of records. */
  private static final class Partition {
    final String name;

    /** The "file" of what comes without saying what it is. */
    final String file;

    /**
     * The offset behind the last record, -1 before the first. What lies between it and the next
     * record is none: the end of a transaction, or one that was aborted. So ranges of offsets have
     * no gaps.
     */
    long end = -1;

    /** The first offset since the last flush, and the one behind the last, 0 if there was none. */
    long from;

    long to;

    /** The same of records that were passed over, being metered already. */
    long skippedFrom;

    long skippedTo;

    /** Where pushed lines of a day go, since the last flush. */
    Open pushed;

    long pushedDay;

    Partition(String cluster, String topic, int number) {
      this.name = CoveredOffsets.nameOf(cluster, topic, number);
      this.file = "kafka/" + topic + "/" + number;
    }
  }

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
   * @param published reads published files ahead, of which a replay may have metered lines; closed
   *     with this
   */
  public KafkaMeter(
      MeteringCatalog catalog,
      KafkaPlan plan,
      RunLineage lineage,
      ClientKeys keys,
      MeterCaps caps,
      PublishedBeginnings published) {
    this.catalog = catalog;
    this.plan = plan;
    this.replayed = new ReplayedFiles(plan, published);
    this.lines = new LineMeter(catalog, lineage, keys, caps);
  }

  /** Meters a record. Cells are sent to {@code out} when memory asks for it. */
  @Override
  public void meter(KafkaLines record, Consumer<EncodedCells> out) {
    Partition partition =
        partitions
            .computeIfAbsent(record.topic, topic -> new LinkedHashMap<>())
            .computeIfAbsent(
                record.partition, number -> new Partition(plan.cluster(), record.topic, number));
    long end = partition.end;
    partition.end = record.offset + 1;
    if (plan.isMetered(partition.name, record.offset)) {
      lines.counts().skippedRecord();
      if (partition.skippedTo == 0) {
        partition.skippedFrom = record.offset;
      }
      partition.skippedTo = record.offset + 1;
      return;
    }
    lines.counts().record(record.kind);
    switch (record.kind) {
      case BLOCK -> block(record);
      case PUSHED -> pushed(record, partition);
      case FAULTY -> {
        Open stray = pushedTo(record, partition);
        stray.file.rejectedRecord(LineOutcome.NOT_A_BLOCK, record.offset, record.size);
      }
    }
    if (partition.to == 0) {
      partition.from = end < 0 || end > record.offset ? record.offset : end;
    }
    partition.to = record.offset + 1;
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
    for (Map<Integer, Partition> topic : partitions.values()) {
      topic.values().forEach(partition -> flush(partition, out));
    }
    replayed.forgetOthers();
  }

  private static void flush(Partition partition, Consumer<EncodedCells> out) {
    if (partition.to > 0) {
      out.accept(
          OffsetsRead.encode(new CoveredOffsets(partition.name, partition.from, partition.to)));
    }
    if (partition.skippedTo > 0) {
      LOG.info(
          "event=range_skipped partition={} from={} to={}",
          partition.name,
          partition.skippedFrom,
          partition.skippedTo);
    }
    partition.to = 0;
    partition.skippedTo = 0;
    partition.pushed = null;
  }

  @Override
  public void close() {
    replayed.close();
  }

  @Override
  public MeteringCounts counts() {
    return lines.counts();
  }

  private void block(KafkaLines record) {
    // A file that was replayed is passed over; what it has grown by since is not.
    boolean stored = plan.isKnown(record.source, record.storedDigest);
    long meteredBytes = stored ? 0 : replayed.meteredBytes(record);
    long end = BeginningDigests.endOf(record.block);
    Fate fate =
        stored || (meteredBytes > 0 && end <= meteredBytes)
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
    file.file.arrivalMicros = file.file.asOfMicros;
    LogBlock block = record.block;
    if (record.linesBefore != BlockRecord.UNKNOWN_LINES) {
      file.file.lineNumber = record.linesBefore;
    }
    if (file.nextByte != block.firstByte) {
      file.file.readDirectives(record.preamble);
    }
    if (file.file.source == null) {
      file.file.declaredSource = record.source;
      unknownSource(block, file.file);
    } else {
      // Of a file whose lines do not count, none waits.
      if (block.meteredBytes > block.firstByte && fate == Fate.COUNTED) {
        unlessItWaited(block, file.file);
      }
      if (fate != Fate.DUPLICATE) {
        block.meteredBytes = Math.max(block.meteredBytes, meteredBytes);
      }
      // What was unfinished before is in this block.
      file.file.unfinishedBytes = 0;
      lines.meter(block, file.file);
    }
    file.nextByte = end;
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

  private void pushed(KafkaLines record, Partition partition) {
    Open topic = pushedTo(record, partition);
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
  private Open pushedTo(KafkaLines record, Partition partition) {
    long day = Math.floorDiv(record.timestampMillis, MILLIS_PER_DAY);
    if (partition.pushed == null || partition.pushedDay != day) {
      partition.pushedDay = day;
      partition.pushed =
          open.computeIfAbsent(
              partition.file + "/" + day,
              key ->
                  new Open(
                      open(
                          plan.sources().getOrDefault(record.topic, ""),
                          partition.file,
                          Fate.COUNTED,
                          day,
                          "")));
    }
    partition.pushed.file.asOfMicros = record.timestampMillis * 1_000;
    partition.pushed.file.arrivalMicros = partition.pushed.file.asOfMicros;
    return partition.pushed;
  }

  private FileMeter open(
      String source, String name, Fate fate, long batchDay, String firstLineDigest) {
    boolean known = catalog.sources().containsKey(source);
    String batch = (known ? source : UNKNOWN) + "/" + LocalDate.ofEpochDay(batchDay);
    PlannedFile planned =
        new PlannedFile(
            "",
            name,
            known ? source : UNKNOWN,
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

  private static void unknownSource(LogBlock block, FileMeter file) {
    long before = file.physicalLines;
    int from = 0;
    while (from < block.length) {
      int lineFeed = LineFeeds.next(block.bytes, from, block.length);
      file.lineNumber++;
      // A last line that came before without its end was rejected then.
      if (block.firstByte + from >= block.meteredBytes) {
        file.physicalLines++;
        file.rejected(
            LineOutcome.UNKNOWN_SOURCE, block.bytes, from, lineFeed, block.firstByte + from);
      }
      if (block.bytes[from] == '#') {
        file.inForce(block.bytes, from, lineFeed);
      }
      from = lineFeed + 1;
    }
    file.blockMetered(file.physicalLines - before, block.length);
  }
}
