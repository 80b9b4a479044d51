package org.truecost.metering;

import java.time.LocalDate;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.LedgerRecord;
import org.truecost.tables.CoveredFile;

/**
 * A file that is being metered: how far it has come, and the fate of each of its lines. Writes its
 * {@code ledger} cell and those of {@code rejects}.
 */
final class FileMeter {
  /** Rejects that are kept line by line, for each file and reason. */
  private static final int KEPT_REJECTS = 1_000;

  final PlannedFile planned;
  final SourceMeter source;
  final LineParser parser;

  /** Events later than this, and the clocks' skew, are in the future. */
  long asOfMicros;

  /** Lines from the file's start, those metered before too. */
  long lineNumber;

  long physicalLines;
  long directives;
  long blank;

  /** Bytes at the end of the file that are no line yet. */
  long unfinishedBytes;

  /** Lines that leave to be compared with others: their fate is told where that is done. */
  private long compared;

  private long countedWithoutId;
  private long counted;
  private long rejected;
  private long bytesSent;
  private long firstEvent;
  private long lastEvent;

  private final RunLineage lineage;
  private final Cells cells;
  private final int batchDay;
  private final int[] rejectsByReason = new int[LineOutcome.values().length];
  private int batch;
  private int batchGeneration = -1;
  private int comparedLines;
  private int comparedGeneration = -1;
  private long comparedAsOf;

  /**
   * @param source null if nobody knows whose lines these are; then all of them are rejected
   */
  FileMeter(PlannedFile planned, SourceMeter source, RunLineage lineage, Cells cells) {
    this.planned = planned;
    this.asOfMicros = planned.asOfMicros();
    this.source = source;
    this.parser = source == null ? null : source.parser();
    this.lineage = lineage;
    this.cells = cells;
    String date = planned.batchId().substring(planned.batchId().lastIndexOf('/') + 1);
    this.batchDay = Math.toIntExact(LocalDate.parse(date).toEpochDay());
  }

  boolean isCounted() {
    return planned.fate() == Fate.COUNTED;
  }

  /** The number of the file's batch in the cells' dictionary. */
  int batch() {
    if (batchGeneration != cells.dictionary().generation()) {
      byte[] record =
          source == null
              ? BatchRecord.ofUnknownSource(planned.batchId(), planned.revision(), lineage)
              : BatchRecord.of(source.source, planned.batchId(), planned.revision(), lineage);
      batch = cells.dictionary().intern(record);
      batchGeneration = cells.dictionary().generation();
    }
    return batch;
  }

  /** A line counts: a request at {@code time} with {@code bytes} sent, or -1. */
  void counted(long time, long bytes) {
    counted++;
    bytesSent += Math.max(bytes, 0);
    firstEvent = firstEvent == 0 ? time : Math.min(firstEvent, time);
    lastEvent = Math.max(lastEvent, time);
  }

  /** A line counts that cannot be compared with others: it has no request id. */
  void countedWithoutId(long time, long bytes) {
    countedWithoutId++;
    counted(time, bytes);
  }

  /** A line leaves to be compared with others. */
  void compared() {
    compared++;
  }

  /** The first key of the file's ledger cells. */
  long ledgerTimeAndBatch() {
    return Cells.k0(batchDay, batch());
  }

  /** The number under which compared lines of the file are in the ledger. */
  int ledgerOfComparedLines() {
    if (comparedGeneration != cells.dictionary().generation()) {
      if (comparedGeneration == -1) {
        comparedAsOf = asOfMicros;
      }
      comparedLines =
          cells
              .dictionary()
              .intern(
                  LedgerRecord.ofComparedLines(
                      planned.file(), planned.storedDigest(), comparedAsOf));
      comparedGeneration = cells.dictionary().generation();
    }
    return comparedLines;
  }

  /** The line at {@code bytes[from, to)}, which lies at {@code place} in the file, is rejected. */
  void rejected(LineOutcome reason, byte[] bytes, int from, int to, long place) {
    rejected++;
    int before = rejectsByReason[reason.ordinal()]++;
    int what =
        before < KEPT_REJECTS
            ? cells
                .dictionary()
                .intern(
                    Text.join(
                        Long.toString(lineNumber),
                        Long.toString(place),
                        RejectedLine.of(bytes, from, to)))
            : 0;
    rejectCell(reason.label(), what, (long) to - from);
  }

  /** Damage of a file is one rejected line of the length that could still be read. */
  void fault(LogBlock block) {
    if (block.firstByte + block.length < block.meteredBytes) {
      return;
    }
    lineNumber++;
    physicalLines++;
    if (!isCounted()) {
      return;
    }
    rejected++;
    int what =
        cells
            .dictionary()
            .intern(
                Text.join(
                    Long.toString(lineNumber), Long.toString(block.firstByte + block.length), ""));
    rejectCell(block.fault, what, block.faultBytes);
  }

  /** A record that holds no lines, at {@code place}, is rejected as a whole, as one line. */
  void rejectedRecord(LineOutcome reason, long place, long bytes) {
    lineNumber++;
    physicalLines++;
    rejected++;
    int before = rejectsByReason[reason.ordinal()]++;
    int what =
        before < KEPT_REJECTS
            ? cells
                .dictionary()
                .intern(Text.join(Long.toString(lineNumber), Long.toString(place), ""))
            : 0;
    rejectCell(reason.label(), what, bytes);
  }

  /**
   * Adds what happened since the last account to the ledger: at the end of a file, or, of one that
   * comes by Kafka, whenever its cells leave.
   *
   * @param decodedDigest SHA-256 of the file as far as it was read, empty if it is no file
   * @param decodedBytes how far it was read
   * @param beginnings digests of its beginnings, as in {@link LogBlock#beginnings}
   */
  void account(String decodedDigest, long decodedBytes, String beginnings) {
    CoveredFile covered =
        new CoveredFile(
            planned.source(),
            planned.file(),
            planned.batchId(),
            planned.revision(),
            planned.fate().label(),
            decodedDigest,
            decodedBytes,
            unfinishedBytes,
            planned.storedDigest(),
            planned.firstLineDigest(),
            beginnings,
            physicalLines,
            asOfMicros);
    CellTable ledger = cells.table(CellKind.LEDGER);
    int what = cells.dictionary().intern(LedgerRecord.of(covered));
    int at = ledger.find(Cells.k0(batchDay, batch()), 0, Cells.k2(0, what));
    long[] delta = {
      physicalLines - compared,
      directives,
      blank,
      counted,
      planned.fate() == Fate.DUPLICATE ? physicalLines : 0,
      rejected,
      planned.fate() == Fate.SET_ASIDE ? physicalLines : 0,
      bytesSent,
      firstEvent,
      lastEvent,
      0,
      0,
      countedWithoutId
    };
    CellKind.LEDGER.merge(ledger.words(), at, delta, 0);
    physicalLines = 0;
    compared = 0;
    countedWithoutId = 0;
    directives = 0;
    blank = 0;
    counted = 0;
    rejected = 0;
    bytesSent = 0;
    firstEvent = 0;
    lastEvent = 0;
  }

  private void rejectCell(String reason, int what, long lineBytes) {
    int who = cells.dictionary().intern(Text.join(planned.file(), reason));
    CellTable rejects = cells.table(CellKind.REJECTS);
    int at = rejects.find(Cells.k0(batchDay, batch()), 0, Cells.k2(who, what));
    rejects.words()[at]++;
    rejects.words()[at + 1] += lineBytes;
  }
}
