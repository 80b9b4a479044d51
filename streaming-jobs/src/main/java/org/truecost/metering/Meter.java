package org.truecost.metering;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Sketch;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.LedgerRecord;
import org.truecost.organization.Attribution;
import org.truecost.organization.Attributor;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;
import org.truecost.source.ClientKnowledge;
import org.truecost.tables.CoveredFile;
import org.truecost.traffic.TrafficClass;

/**
 * Meters blocks: every line is parsed, classified, attributed and added to its cells, in one go.
 * The client's address ends here.
 *
 * <p>Blocks of one file come in order. Not thread-safe.
 */
public final class Meter {
  /** More in one response is not believed. */
  static final long MOST_BYTES = 1L << 40;

  /** Clocks of CDNs are allowed to be this far ahead of {@code --as-of}. */
  static final long CLOCK_SKEW_MICROS = 5 * 60 * 1_000_000L;

  /** A transfer that claims to have taken longer is not spread: a line must not make many cells. */
  static final long LONGEST_TRANSFER_MICROS = CellTime.MICROS_PER_DAY;

  /** Rejects that are kept line by line, for each file and reason. */
  static final int KEPT_REJECTS = 1_000;

  private static final int MOST_COUNTRIES = 10_000;
  private static final long SECONDS_PER_DAY = 86_400;

  private final MeteringCatalog catalog;
  private final List<PlannedFile> plan;
  private final RunLineage lineage;
  private final ClientKeys keys;
  private final MeterCaps caps;

  private final Map<String, SourceMeter> sources = new HashMap<>();
  private final Map<org.truecost.ingest.format.TextEncoding, UserAgents> userAgents =
      SourceMeter.noUserAgents();
  private final Map<Integer, FileMeter> open = new HashMap<>();

  private final Cells cells = new Cells();
  private final CellTable usage = cells.table(CellKind.USAGE);
  private final CellTable downloads = cells.table(CellKind.DOWNLOADS);
  private final CellTable bandwidth = cells.table(CellKind.BANDWIDTH);
  private final CellTable clients = cells.table(CellKind.CLIENTS);

  /** Changes whenever the numbers of the cells' dictionary do. */
  private int generation;

  /** Verdicts on user agents so far. */
  private int verdicts;

  /** (verdict, attribution, country) to the numbers of its two dictionary entries. */
  private final CellTable whos = new CellTable(2);

  private final Map<Integer, DayKey> dayKeys = new HashMap<>();
  private int lastDay;
  private DayKey lastDayKey;

  private final LogRequest request = new LogRequest();
  private final ClientAddress address = new ClientAddress();
  private final Slice path = new Slice();
  private final Dictionary countryTexts = new Dictionary();
  private final List<String> countries = new ArrayList<>();

  /**
   * Numbers of the line's dictionary entries that say who: in full, and organization with class.
   */
  private int whoInFull;

  private int whoInGroup;

  /** What the last line's client turned out to be. */
  private int attribution;

  private long clientHash;
  private int clientKeyId;

  private static final class DayKey {
    final SipHash hash;
    final String id;
    int idNumber;
    int idGeneration = -1;

    DayKey(byte[] key) {
      hash = new SipHash(key);
      id = ClientKeys.idOf(key);
    }
  }

  public Meter(
      MeteringCatalog catalog,
      List<PlannedFile> plan,
      RunLineage lineage,
      ClientKeys keys,
      MeterCaps caps) {
    this.catalog = catalog;
    this.plan = plan;
    this.lineage = lineage;
    this.keys = keys;
    this.caps = caps;
  }

  /** Meters all lines of a block. Cells are sent to {@code out} when memory asks for it. */
  public void meter(LogBlock block, Consumer<EncodedCells> out) {
    FileMeter file = open.computeIfAbsent(block.fileIndex, index -> open(plan.get(index)));
    long before = file.physicalLines;
    lines(block, file);
    if (!block.fault.isEmpty()) {
      fault(block, file);
    }
    Progress.current().metered(file.physicalLines - before);
    if (block.last) {
      open.remove(block.fileIndex);
      ledger(file, block);
    }
    if (cells.tableBytes() > caps.cellBytes()
        || cells.dictionary().bytes() > caps.dictionaryBytes()) {
      flush(out);
    }
  }

  /** Sends all cells to {@code out}. */
  public void flush(Consumer<EncodedCells> out) {
    cells.sendByBucket(out);
    cells.clearTables();
    if (cells.dictionary().bytes() > caps.dictionaryBytes()) {
      cells.clear();
      whos.clear();
      generation++;
      open.values().forEach(file -> file.batchGeneration = -1);
    }
  }

  private FileMeter open(PlannedFile planned) {
    SourceMeter source =
        sources.computeIfAbsent(
            planned.source(),
            id ->
                new SourceMeter(
                    catalog.sources().get(id), catalog, userAgents, () -> verdicts++, caps));
    return new FileMeter(planned, source);
  }

  private void lines(LogBlock block, FileMeter file) {
    byte[] bytes = block.bytes;
    int end = block.length;
    int from = block.firstLine();
    while (from < end) {
      int lineFeed = LineFeeds.next(bytes, from, end);
      int to = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      file.lineNumber++;
      if (block.firstByte + to <= block.meteredBytes) {
        file.parser.parse(bytes, from, to, request);
      } else {
        file.physicalLines++;
        if (file.planned.fate() == PlannedFile.Fate.COUNTED) {
          line(bytes, from, to, block.firstByte + from, file);
        }
      }
      from = lineFeed + 1;
    }
  }

  private void line(byte[] bytes, int from, int to, long place, FileMeter file) {
    LineOutcome outcome = file.parser.parse(bytes, from, to, request);
    if (outcome == LineOutcome.REQUEST) {
      outcome = believable(request, file.source, file.planned.asOfMicros());
    }
    switch (outcome) {
      case REQUEST -> {
        file.counted++;
        count(file);
      }
      case DIRECTIVE -> file.directives++;
      case BLANK -> file.blank++;
      default -> reject(file, outcome, bytes, from, to, place);
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
    SourceMeter source = file.source;
    long time = request.timeMicros;
    long bytesSent = request.bytesSent;
    file.seen(time, bytesSent);

    int day = Math.toIntExact(Math.floorDiv(time, CellTime.MICROS_PER_DAY));
    client(source, day);
    UserAgents.Verdict verdict = source.userAgents.of(request.userAgent);
    who(verdict);

    source.target.path(request.target, path);
    Paths.Meaning meaning = source.paths.of(path, request);
    HttpMethod method =
        request.method.isPresent()
            ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
            : HttpMethod.ABSENT;
    RequestKind kind = meaning.kinds.kindOf(method, request.status, request.cdnInternal);
    boolean truncated =
        method != HttpMethod.HEAD
            && DownloadDefinition.isTruncated(request.status, bytesSent, request.contentLength);
    StatusClass statusClass = StatusClass.of(request.status);

    int batch = file.batch();
    int region = source.regionId(request.edgeLocation, cells.dictionary(), generation);
    int hour = Math.toIntExact(Math.floorDiv(time, CellTime.MICROS_PER_HOUR));
    int small = kind.ordinal() << 8 | request.cacheStatus.ordinal() << 4 | statusClass.ordinal();

    int at = usage.find(Cells.k0(hour, batch), Cells.k1(small, region), Cells.k2(whoInFull, 0));
    long[] words = usage.words();
    words[at]++;
    if (bytesSent >= 0) {
      words[at + 1] += bytesSent;
      long low = words[at + 2] + bytesSent * bytesSent;
      words[at + 3] +=
          Math.multiplyHigh(bytesSent, bytesSent)
              + (Long.compareUnsigned(low, words[at + 2]) < 0 ? 1 : 0);
      words[at + 2] = low;
    } else {
      words[at + 4]++;
    }
    words[at + 5] += DownloadDefinition.isPartial(request.status, request.rangeStart) ? 1 : 0;
    words[at + 6] += statusClass == StatusClass.ABORTED || truncated ? 1 : 0;

    bandwidth(time, bytesSent, batch, region, whoInGroup);
    if (clientHash >= 0 && !request.cdnInternal) {
      int sketch =
          clients.find(
              Cells.k0(day, batch), Cells.k1(0, region), Cells.k2(whoInGroup, clientKeyId));
      Sketch.add(clients.words(), sketch, clientHash);
    }
    if (meaning.packageRecord != null) {
      download(meaning, verdict, method, kind, truncated, day, batch, whoInGroup);
    }
  }

  private void download(
      Paths.Meaning meaning,
      UserAgents.Verdict verdict,
      HttpMethod method,
      RequestKind kind,
      boolean truncated,
      int day,
      int batch,
      int group) {
    int status = request.status;
    boolean counts =
        catalog
            .definition()
            .counts(
                meaning.countedUntil,
                kind,
                method,
                status,
                request.rangeStart,
                request.bytesSent,
                request.contentLength,
                verdict.admitted(),
                request.query.isPresent() || RequestTarget.hasQuery(request.target),
                request.timeMicros);
    boolean answered = (status >= 200 && status < 300) || status == 304;
    if (!counts && (!answered || request.cdnInternal || method.isWrite())) {
      return;
    }
    if (meaning.packageGeneration != generation) {
      meaning.packageId = cells.dictionary().intern(meaning.packageRecord);
      meaning.packageGeneration = generation;
    }
    int at =
        downloads.find(
            Cells.k0(day, batch), Cells.k1(kind.ordinal(), 0), Cells.k2(group, meaning.packageId));
    long[] words = downloads.words();
    long bytesSent = Math.max(request.bytesSent, 0);
    words[at] += counts ? 1 : 0;
    if (status == 200 && !truncated && method != HttpMethod.HEAD) {
      words[at + 1]++;
      words[at + 2] += bytesSent;
    }
    words[at + 3]++;
    words[at + 4] += bytesSent;
  }

  /** CDNs log at the end of a transfer; its bytes belong to all the intervals it took. */
  private void bandwidth(long time, long bytesSent, int batch, int region, int group) {
    int last = interval(time);
    addBandwidth(last, batch, region, group, 0, 1);
    if (bytesSent <= 0) {
      return;
    }
    long duration = request.durationMicros;
    boolean spreads = duration > 0 && duration <= LONGEST_TRANSFER_MICROS;
    int first = spreads ? interval(time - duration) : last;
    if (first == last) {
      addBandwidth(last, batch, region, group, bytesSent, 0);
      return;
    }
    long start = time - duration;
    long sent = 0;
    for (int interval = first; interval <= last; interval++) {
      long end = Math.min(time, (interval + 1) * CellTime.MICROS_PER_INTERVAL);
      // Cumulative shares, rounded down, so that the parts sum to the whole.
      long sentByEnd = interval == last ? bytesSent : Shares.of(bytesSent, end - start, duration);
      addBandwidth(interval, batch, region, group, sentByEnd - sent, 0);
      sent = sentByEnd;
    }
  }

  private void addBandwidth(
      int interval, int batch, int region, int group, long bytesSent, long requests) {
    int at = bandwidth.find(Cells.k0(interval, batch), Cells.k1(0, region), Cells.k2(group, 0));
    bandwidth.words()[at] += bytesSent;
    bandwidth.words()[at + 1] += requests;
  }

  private static int interval(long micros) {
    return Math.toIntExact(Math.floorDiv(micros, CellTime.MICROS_PER_INTERVAL));
  }

  /** Finds attribution and pseudonym of the line's client. */
  private void client(SourceMeter source, int day) {
    attribution = Attributor.NO_ADDRESS;
    clientHash = -1;
    Slice client = request.client;
    if (!client.isPresent() || source.source.client() == ClientKnowledge.NONE) {
      return;
    }
    if (source.source.client() == ClientKnowledge.SALTED_HASH) {
      clientHash = dayKey(day).hash.of(client.bytes(), client.from(), client.to()) >>> 1;
    } else if (address.parse(client.bytes(), client.from(), client.to())) {
      attribution =
          catalog
              .organizations()
              .attributor()
              .indexOf(address.high, address.low, day * SECONDS_PER_DAY);
      clientHash = dayKey(day).hash.of(address.high, address.low) >>> 1;
    }
  }

  private DayKey dayKey(int day) {
    DayKey key = day == lastDay ? lastDayKey : null;
    if (key == null) {
      key = dayKeys.computeIfAbsent(day, any -> new DayKey(keys.ofDay(any)));
      lastDay = day;
      lastDayKey = key;
    }
    if (key.idGeneration != generation) {
      key.idNumber = cells.dictionary().intern(Text.join(key.id));
      key.idGeneration = generation;
    }
    clientKeyId = key.idNumber;
    return key;
  }

  /** Finds the dictionary entries that say who sent the line. */
  private void who(UserAgents.Verdict verdict) {
    boolean internal = request.cdnInternal;
    int country = internal ? 0 : countryNumber();
    int at = internal ? whos.find(1, 0, 0) : whos.find(2 + verdict.number(), attribution, country);
    long[] words = whos.words();
    if (words[at] == 0) {
      Attribution whose =
          internal
              ? Attribution.UNATTRIBUTED
              : catalog.organizations().attributor().attribution(attribution);
      TrafficClass trafficClass =
          internal ? TrafficClass.REGISTRY_INTERNAL : verdict.client().trafficClass();
      words[at] =
          cells
              .dictionary()
              .intern(
                  Text.join(
                      whose.organization(),
                      whose.method().label(),
                      whose.confidence().label(),
                      whose.networkProvider(),
                      whose.networkKind().label(),
                      country == 0 ? Countries.UNKNOWN : countries.get(country - 1),
                      trafficClass.label(),
                      internal ? "none" : verdict.client().clientTool()));
      words[at + 1] =
          cells.dictionary().intern(Text.join(whose.organization(), trafficClass.label()));
    }
    whoInFull = (int) words[at];
    whoInGroup = (int) words[at + 1];
  }

  /** A number for the country as logged, from 1; 0 if the line has none. */
  private int countryNumber() {
    Slice country = request.country;
    if (!country.isPresent()) {
      return 0;
    }
    int number = countryTexts.intern(country.bytes(), country.from(), country.to());
    if (number > countries.size()) {
      countries.add(Countries.code(country.toString()));
      if (number == MOST_COUNTRIES) {
        // Strangers do not choose the country, but a wrong mapping of fields might.
        countryTexts.clear();
        countries.clear();
        whos.clear();
        return countryNumber();
      }
    }
    return number;
  }

  private void reject(
      FileMeter file, LineOutcome reason, byte[] bytes, int from, int to, long place) {
    file.rejected++;
    int before = file.rejectsByReason[reason.ordinal()]++;
    int what =
        before < KEPT_REJECTS
            ? cells
                .dictionary()
                .intern(
                    Text.join(
                        Long.toString(file.lineNumber),
                        Long.toString(place),
                        RejectedLine.of(bytes, from, to)))
            : 0;
    rejectCell(file, reason.label(), what, (long) to - from);
  }

  /** Damage of a file is one rejected line of the length that could still be read. */
  private void fault(LogBlock block, FileMeter file) {
    if (block.meteredBytes > 0
        && block.firstByte + block.length + block.faultBytes <= block.meteredBytes) {
      return;
    }
    file.lineNumber++;
    file.physicalLines++;
    if (file.planned.fate() != PlannedFile.Fate.COUNTED) {
      return;
    }
    file.rejected++;
    int what =
        cells
            .dictionary()
            .intern(
                Text.join(
                    Long.toString(file.lineNumber),
                    Long.toString(block.firstByte + block.length),
                    ""));
    rejectCell(file, block.fault, what, block.faultBytes);
  }

  private void rejectCell(FileMeter file, String reason, int what, long lineBytes) {
    int who = cells.dictionary().intern(Text.join(file.planned.file(), reason));
    CellTable rejects = cells.table(CellKind.REJECTS);
    int at = rejects.find(Cells.k0(file.batchDay, file.batch()), 0, Cells.k2(who, what));
    rejects.words()[at]++;
    rejects.words()[at + 1] += lineBytes;
  }

  private void ledger(FileMeter file, LogBlock last) {
    PlannedFile planned = file.planned;
    CoveredFile covered =
        new CoveredFile(
            planned.source(),
            planned.file(),
            planned.batchId(),
            planned.revision(),
            planned.fate().label(),
            last.decodedDigest,
            last.decodedBytes,
            planned.storedDigest(),
            planned.firstLineDigest(),
            file.physicalLines,
            planned.asOfMicros());
    CellTable ledger = cells.table(CellKind.LEDGER);
    int what = cells.dictionary().intern(LedgerRecord.of(covered));
    int at = ledger.find(Cells.k0(file.batchDay, file.batch()), 0, Cells.k2(0, what));
    long[] words = ledger.words();
    long aside = file.physicalLines;
    words[at] += file.physicalLines;
    words[at + 1] += file.directives;
    words[at + 2] += file.blank;
    words[at + 3] += file.counted;
    words[at + 4] += planned.fate() == PlannedFile.Fate.DUPLICATE ? aside : 0;
    words[at + 5] += file.rejected;
    words[at + 6] += planned.fate() == PlannedFile.Fate.SET_ASIDE ? aside : 0;
    words[at + 7] += file.bytesSent;
    words[at + 8] = file.firstEvent;
    words[at + 9] = file.lastEvent;
  }

  /** The counts of a file that is being metered. */
  private final class FileMeter {
    final PlannedFile planned;
    final SourceMeter source;
    final org.truecost.ingest.format.LineParser parser;
    final int batchDay;
    final int[] rejectsByReason = new int[LineOutcome.values().length];
    int batchGeneration = -1;
    private int batch;

    /** Lines from the file's start, those metered before too. */
    long lineNumber;

    long physicalLines;
    long directives;
    long blank;
    long counted;
    long rejected;
    long bytesSent;
    long firstEvent;
    long lastEvent;

    FileMeter(PlannedFile planned, SourceMeter source) {
      this.planned = planned;
      this.source = source;
      this.parser = source.parser();
      String date = planned.batchId().substring(planned.batchId().lastIndexOf('/') + 1);
      this.batchDay = Math.toIntExact(LocalDate.parse(date).toEpochDay());
    }

    int batch() {
      if (batchGeneration != generation) {
        batch =
            cells
                .dictionary()
                .intern(
                    BatchRecord.of(source.source, planned.batchId(), planned.revision(), lineage));
        batchGeneration = generation;
      }
      return batch;
    }

    void seen(long time, long bytes) {
      bytesSent += Math.max(bytes, 0);
      firstEvent = firstEvent == 0 ? time : Math.min(firstEvent, time);
      lastEvent = Math.max(lastEvent, time);
    }
  }
}
