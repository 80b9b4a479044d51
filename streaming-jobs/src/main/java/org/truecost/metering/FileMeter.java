package org.truecost.metering;

import java.time.LocalDate;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.config.Quoted;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.Directives;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogRequest;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.LedgerWords;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.LedgerRecord;
import org.truecost.tables.CoveredFile;

/**
 * A file that is being metered: how far it has come, and the fate of each of its lines. Writes its
 * {@code ledger} cell and those of {@code rejects}.
 */
final class FileMeter {
  private static final Logger LOG = LoggerFactory.getLogger(FileMeter.class);

  /** Fewer rejects are no reason to look at once, whatever share of the lines they are. */
  private static final long MANY_REJECTS = 100;

  /** Rejects that are kept line by line, for each file and reason. */
  private static final int KEPT_REJECTS = 1_000;

  private static final byte[] NO_HEADER = new byte[0];

  final PlannedFile planned;
  final SourceMeter source;
  LineParser parser;
  final SourceCounts counts;

  /** Whose lines these said to be, if nobody knows that source; else empty. */
  String declaredSource = "";

  /** Events later than this, and the clocks' skew, are in the future. */
  long asOfMicros;

  /** When the lines at hand arrived, or {@link Delays#UNKNOWN}: then nobody can tell how late. */
  long arrivalMicros = Delays.UNKNOWN;

  /** Lines from the file's start, those metered before too. */
  long lineNumber;

  long physicalLines;
  long directives;
  long blank;

  /** Bytes at the end of the file that are no line yet. */
  long unfinishedBytes;

  /** Lines that leave to be compared with others: their fate is told where that is done. */
  private long compared;

  /** Bytes of those lines, whether they come to count or not. */
  long comparedBytes;

  long comparedAttributedBytes;
  long lastCompared;
  private long countedWithoutId;
  private long counted;
  private long rejected;
  long bytesSent;

  /** Those of {@link #bytesSent} that have an organization. */
  long attributedBytes;

  private long firstEvent;
  long lastEvent;
  private final Delays delays = new Delays();

  private final RunLineage lineage;
  private final Cells cells;
  private final int batchDay;
  private final int keptRejects;
  private final int[] rejectsByReason = new int[LineOutcome.values().length];
  private final LogRequest directive = new LogRequest();
  private Directives inForce;
  private int context;
  private int contextGeneration = -1;
  private long contextAsOf;
  private byte[] contextHeader = NO_HEADER;
  private int batch;
  private int batchGeneration = -1;
  private int comparedLines;
  private int comparedGeneration = -1;
  private long comparedAsOf;

  /**
   * @param source null if nobody knows whose lines these are; then all of them are rejected
   */
  FileMeter(
      PlannedFile planned,
      SourceMeter source,
      RunLineage lineage,
      Cells cells,
      SourceCounts counts) {
    this(planned, source, lineage, cells, counts, KEPT_REJECTS);
  }

  /**
   * @param keptRejects rejects that are kept line by line, for each reason
   */
  FileMeter(
      PlannedFile planned,
      SourceMeter source,
      RunLineage lineage,
      Cells cells,
      SourceCounts counts,
      int keptRejects) {
    this.planned = planned;
    this.asOfMicros = planned.asOfMicros();
    this.source = source;
    this.parser = source == null ? null : source.parser();
    this.lineage = lineage;
    this.cells = cells;
    this.counts = counts;
    this.keptRejects = keptRejects;
    this.inForce = source == null || source.hasDirectives ? Directives.ofAnyFormat() : null;
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

  /**
   * A line counts: a request at {@code time} with {@code bytes} sent, or -1.
   *
   * @param attributed all bits set if it has an organization, else 0
   */
  void counted(long time, long bytes, long attributed) {
    counted++;
    long sent = Math.max(bytes, 0);
    bytesSent += sent;
    attributedBytes += sent & attributed;
    firstEvent = firstEvent == 0 ? time : Math.min(firstEvent, time);
    lastEvent = Math.max(lastEvent, time);
    if (arrivalMicros != Delays.UNKNOWN) {
      delays.add(arrivalMicros - time);
    }
  }

  /** A block of so many lines of so many bytes met its fate. */
  void blockMetered(long lines, long bytes) {
    counts.block(lines, bytes);
    counts.notMetered(
        planned.fate() == Fate.DUPLICATE ? lines : 0, planned.fate() == Fate.SET_ASIDE ? lines : 0);
  }

  /** Begins anew with these directive lines in force, each with its terminator. */
  void begin(byte[] header) {
    parser = source.parser();
    inForce = source.hasDirectives ? Directives.ofAnyFormat() : null;
    readDirectives(header);
  }

  /** Reads directive lines, each with its terminator, that were in force before what follows. */
  void readDirectives(byte[] header) {
    int from = 0;
    while (from < header.length) {
      int lineFeed = LineFeeds.next(header, from, header.length);
      int to = lineFeed > from && header[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      if (parser != null) {
        parser.parse(header, from, to, directive);
      }
      inForce(header, from, to);
      from = lineFeed + 1;
    }
  }

  /** The parser has read a directive at {@code bytes[from, to)}; its terminator follows. */
  void inForce(byte[] bytes, int from, int to) {
    int end = to < bytes.length && bytes[to] == '\r' ? to + 1 : to;
    if (inForce != null && end < bytes.length && bytes[end] == '\n') {
      inForce.line(bytes, from, end + 1);
    }
  }

  /** A line counts that cannot be compared with others: it has no request id. */
  void countedWithoutId(long time, long bytes, long attributed) {
    countedWithoutId++;
    counted(time, bytes, attributed);
  }

  /** A line leaves to be compared with others; the parameters are those of {@link #counted}. */
  void compared(long time, long bytes, long attributed) {
    compared++;
    long sent = Math.max(bytes, 0);
    comparedBytes += sent;
    comparedAttributedBytes += sent & attributed;
    lastCompared = Math.max(lastCompared, time);
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
    counts.reject(reason);
    int before = rejectsByReason[reason.ordinal()]++;
    int what =
        before < keptRejects
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
    counts.reject(block.fault);
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
    counts.reject(reason);
    blockMetered(1, bytes);
    int before = rejectsByReason[reason.ordinal()]++;
    int what =
        before < keptRejects
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
    long[] fates = {
      physicalLines - compared,
      directives,
      blank,
      counted,
      planned.fate() == Fate.DUPLICATE ? physicalLines : 0,
      rejected,
      planned.fate() == Fate.SET_ASIDE ? physicalLines : 0,
      bytesSent,
      firstEvent,
      lastEvent
    };
    long[] delta = Arrays.copyOf(fates, CellKind.LEDGER.valueWords());
    delays.moveTo(delta, fates.length);
    delta[LedgerWords.UNCHECKED + 2] = countedWithoutId;
    CellKind.LEDGER.merge(ledger.words(), at, delta, 0);
    logIfLost();
    physicalLines = 0;
    compared = 0;
    comparedBytes = 0;
    comparedAttributedBytes = 0;
    countedWithoutId = 0;
    directives = 0;
    blank = 0;
    counted = 0;
    rejected = 0;
    bytesSent = 0;
    attributedBytes = 0;
    firstEvent = 0;
    lastEvent = 0;
  }

  private void logIfLost() {
    if (planned.fate() == Fate.SET_ASIDE && physicalLines > 0) {
      LOG.warn(
          "event=file_set_aside source={} file={} lines={}",
          planned.source(),
          Quoted.text(planned.file()),
          physicalLines);
    } else if (rejected >= MANY_REJECTS && rejected > physicalLines / 2) {
      LOG.warn(
          "event=file_rejected source={} file={} lines={} rejected={}",
          planned.source(),
          Quoted.text(planned.file()),
          physicalLines,
          rejected);
    }
  }

  private void rejectCell(String reason, int what, long lineBytes) {
    int who = cells.dictionary().intern(Text.join(planned.file(), reason));
    CellTable rejects = cells.table(CellKind.REJECTS);
    long k1 = Cells.k1(0, what == 0 ? 0 : context());
    int at = rejects.find(Cells.k0(batchDay, batch()), k1, Cells.k2(who, what));
    rejects.words()[at]++;
    rejects.words()[at + 1] += lineBytes;
  }

  /** The number, in the cells' dictionary, of what a line is judged by; 0 if it cannot be kept. */
  private int context() {
    byte[] header = inForce == null ? NO_HEADER : inForce.inForce();
    int generation = cells.dictionary().generation();
    if (contextGeneration != generation
        || contextAsOf != asOfMicros
        || !Arrays.equals(contextHeader, header)) {
      String text = RejectContext.text(header);
      context =
          text == null
              ? 0
              : cells.dictionary().intern(RejectContext.of(asOfMicros, text, declaredSource));
      contextGeneration = generation;
      contextAsOf = asOfMicros;
      contextHeader = header;
    }
    return context;
  }
}
