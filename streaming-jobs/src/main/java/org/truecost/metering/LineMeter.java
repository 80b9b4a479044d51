package org.truecost.metering;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;

/**
 * Meters the lines of blocks: every line is parsed, believed or not, classified, attributed and
 * added to its cells, in one pass. What it needs to know of a source is in {@link SourceMeter}, of
 * a file in {@link FileMeter}; who sent a line is found by {@link LineClient}, and {@link
 * LineCells} adds it to its cells.
 *
 * <p>Blocks of one file come in order. Not thread-safe.
 */
final class LineMeter {
  /** More in one response is not believed. */
  static final long MOST_BYTES = 1L << 40;

  /** Clocks of CDNs are allowed to be this far ahead of {@code --as-of}. */
  static final long CLOCK_SKEW_MICROS = 5 * 60 * 1_000_000L;

  private final MeteringCatalog catalog;
  private final RunLineage lineage;
  private final MeterCaps caps;

  private final Map<String, SourceMeter> sources = new HashMap<>();
  private final Map<TextEncoding, UserAgents> userAgents = SourceMeter.noUserAgents();

  /** Verdicts on user agents so far. */
  private int verdicts;

  private final Cells cells = new Cells();

  /** Made for the first source whose lines are compared. */
  private ComparedLines compared;

  private final LogRequest request = new LogRequest();
  private final MeteringCounts counts;
  private final LineClient client;
  private final LineCells lineCells;

  /**
   * @param catalog configuration
   * @param lineage what is stamped on every row
   * @param keys keys of clients' pseudonyms
   * @param caps memory it may hold
   */
  LineMeter(MeteringCatalog catalog, RunLineage lineage, ClientKeys keys, MeterCaps caps) {
    this.catalog = catalog;
    this.lineage = lineage;
    this.caps = caps;
    this.counts = new MeteringCounts(catalog.sources().keySet());
    this.client = new LineClient(catalog.organizations().attributor(), keys, cells.dictionary());
    this.lineCells = new LineCells(catalog.definition(), cells);
  }

  MeteringCounts counts() {
    return counts;
  }

  /** Begins a file. */
  FileMeter open(PlannedFile planned) {
    return new FileMeter(
        planned, source(planned.source()), lineage, cells, counts.of(planned.source()));
  }

  private SourceMeter source(String source) {
    SourceMeter known =
        sources.computeIfAbsent(
            source,
            id ->
                new SourceMeter(
                    catalog.sources().get(id), catalog, userAgents, () -> verdicts++, caps));
    if (known.deduplicates && compared == null) {
      compared = new ComparedLines(catalog.definition(), cells, caps);
    }
    return known;
  }

  /** Begins a file of which no source is known. */
  FileMeter openUnknown(PlannedFile planned) {
    return new FileMeter(planned, null, lineage, cells, counts.of(MeteringCounts.UNKNOWN));
  }

  /** Begins a file of which only some lines come, each of which is kept if it is rejected. */
  FileMeter openKeepingAll(PlannedFile planned) {
    SourceMeter source = source(planned.source());
    return new FileMeter(
        planned, source, lineage, cells, counts.of(planned.source()), Integer.MAX_VALUE);
  }

  /** What the line at {@code bytes[from, to)} is; it does not count before {@link #settle}. */
  LineOutcome judge(byte[] bytes, int from, int to, FileMeter file) {
    return outcome(bytes, from, to, file);
  }

  /** Whether the request that was judged last is the same whatever stands for {@code text}. */
  boolean readsWithout(String text) {
    String target = request.target.toString();
    int query = target.indexOf('?');
    return !(query < 0 ? target : target.substring(0, query)).contains(text)
        && Stream.of(
                request.client,
                request.method,
                request.userAgent,
                request.host,
                request.edgeLocation,
                request.country,
                request.requestId,
                request.packageName,
                request.packageVersion,
                request.packageType)
            .noneMatch(slice -> slice.toString().contains(text));
  }

  /**
   * Gives the line that was judged last its fate.
   *
   * @param number number of the line in its file
   * @param place where it begins
   */
  void settle(
      LineOutcome outcome,
      byte[] bytes,
      int from,
      int to,
      long number,
      long place,
      FileMeter file) {
    file.lineNumber = number;
    file.physicalLines++;
    fate(outcome, bytes, from, to, place, file);
    lineCells.settle();
  }

  /** The cells that lines are added to; what waits for them is added. */
  Cells cells() {
    return cells;
  }

  /** Meters a block's lines and its fault, if it has one. */
  void meter(LogBlock block, FileMeter file) {
    long before = file.physicalLines;
    long bytesBefore = file.bytesSent + file.comparedBytes;
    long attributedBefore = file.attributedBytes + file.comparedAttributedBytes;
    lines(block, file);
    if (!block.fault.isEmpty()) {
      file.fault(block);
    }
    Progress.current().metered(file.physicalLines - before);
    file.counts.counted(
        file.bytesSent + file.comparedBytes - bytesBefore,
        file.attributedBytes + file.comparedAttributedBytes - attributedBefore,
        Math.max(file.lastEvent, file.lastCompared));
    file.blockMetered(file.physicalLines - before, block.length);
  }

  /** Whether a line without terminator is metered at once instead of waiting for the rest of it. */
  boolean isWhole(byte[] bytes, int from, int to, FileMeter file) {
    LineOutcome outcome = outcome(bytes, from, to, file);
    return outcome == LineOutcome.REQUEST || outcome == LineOutcome.DIRECTIVE;
  }

  /** Whether memory asks for {@link #flush}. */
  boolean isFull() {
    return cells.tableBytes() > caps.cellBytes()
        || cells.dictionary().bytes() > caps.dictionaryBytes();
  }

  /** Sends the lines that wait to be compared, if there are many. */
  void sendWaiting(Consumer<EncodedCells> out) {
    if (compared != null && compared.isFull()) {
      compared.send(out);
    }
  }

  /** Sends all cells to {@code out}. */
  void flush(Consumer<EncodedCells> out) {
    // Not after each block: a pushed line is a block of its own.
    lineCells.settle();
    if (compared != null) {
      compared.send(out);
    }
    cells.sendByBucket(out);
    cells.clearTables();
    if (cells.dictionary().bytes() > caps.dictionaryBytes()) {
      cells.clear();
      client.forget();
    }
  }

  private void lines(LogBlock block, FileMeter file) {
    byte[] bytes = block.bytes;
    int end = block.endOfWholeLines();
    int from = block.firstLine();
    while (from < end) {
      int lineFeed = LineFeeds.next(bytes, from, end);
      int to = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      file.lineNumber++;
      if (block.firstByte + from < block.meteredBytes) {
        if (file.parser.parse(bytes, from, to, request) == LineOutcome.DIRECTIVE) {
          file.inForce(bytes, from, to);
        }
      } else {
        file.physicalLines++;
        if (file.isCounted()) {
          fate(outcome(bytes, from, to, file), bytes, from, to, block.firstByte + from, file);
        }
      }
      from = lineFeed + 1;
    }
    if (from < block.length) {
      unterminated(block, from, file);
    }
  }

  /**
   * The last line of the file has no line feed. It may be whole, or somebody is still writing it:
   * it is metered if it can be read, else it waits until the file has grown. In both cases it is
   * metered once.
   */
  private void unterminated(LogBlock block, int from, FileMeter file) {
    byte[] bytes = block.bytes;
    int to = bytes[block.length - 1] == '\r' ? block.length - 1 : block.length;
    if (block.firstByte + from < block.meteredBytes) {
      return;
    }
    file.unfinishedBytes = (long) block.length - from;
    if (!file.isCounted()) {
      file.lineNumber++;
      file.physicalLines++;
      return;
    }
    LineOutcome outcome = outcome(bytes, from, to, file);
    if (outcome == LineOutcome.REQUEST || outcome == LineOutcome.DIRECTIVE) {
      file.unfinishedBytes = 0;
      file.lineNumber++;
      file.physicalLines++;
      fate(outcome, bytes, from, to, block.firstByte + from, file);
    }
  }

  private LineOutcome outcome(byte[] bytes, int from, int to, FileMeter file) {
    LineOutcome outcome = file.parser.parse(bytes, from, to, request);
    return outcome == LineOutcome.REQUEST
        ? believable(request, file.source, file.asOfMicros)
        : outcome;
  }

  private void fate(
      LineOutcome outcome, byte[] bytes, int from, int to, long place, FileMeter file) {
    switch (outcome) {
      case REQUEST -> count(file);
      case DIRECTIVE -> {
        file.directives++;
        file.inForce(bytes, from, to);
      }
      case BLANK -> file.blank++;
      default -> file.rejected(outcome, bytes, from, to, place);
    }
  }

  /** Whether a request can be what its line says: {@code REQUEST}, or the reason against it. */
  static LineOutcome believable(LogRequest request, SourceMeter source, long asOfMicros) {
    if (request.timeMicros >= asOfMicros + CLOCK_SKEW_MICROS) {
      return LineOutcome.IN_THE_FUTURE;
    }
    if (request.timeMicros < source.validFromMicros) {
      return LineOutcome.BEFORE_VALIDITY;
    }
    if (request.timeMicros >= source.validToMicros) {
      return LineOutcome.AFTER_VALIDITY;
    }
    if (request.bytesSent > MOST_BYTES) {
      return LineOutcome.BYTES_OUT_OF_RANGE;
    }
    return source.expects(request.host) ? LineOutcome.REQUEST : LineOutcome.UNEXPECTED_HOST;
  }

  private void count(FileMeter file) {
    int day = Math.toIntExact(Math.floorDiv(request.timeMicros, CellTime.MICROS_PER_DAY));
    UserAgents.Verdict userAgent = file.source.userAgents.of(request.userAgent);
    client.identify(request, file.source, userAgent, day);
    if (!file.source.deduplicates) {
      file.counted(request.timeMicros, request.bytesSent, client.attributed);
    } else if (!request.requestId.isPresent()) {
      file.countedWithoutId(request.timeMicros, request.bytesSent, client.attributed);
    } else {
      file.compared(request.timeMicros, request.bytesSent, client.attributed);
      compared.add(request, file, client, day, userAgent.admitted());
      return;
    }
    lineCells.add(request, file, client, day, userAgent.admitted());
  }
}
