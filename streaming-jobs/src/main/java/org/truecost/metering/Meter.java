package org.truecost.metering;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Sketch;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.LedgerRecord;
import org.truecost.organization.Attribution;
import org.truecost.organization.Attributor;
import org.truecost.request.HttpMethod;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;
import org.truecost.source.ClientKnowledge;
import org.truecost.source.PackageGrain;
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

  /** Rejects that are kept line by line, for each file and reason. */
  static final int KEPT_REJECTS = 1_000;

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

  /** (tool and class, attribution, country) to the numbers of its two dictionary entries. */
  private final Map<WhoKey, Who> whos = new HashMap<>();

  private final CellTable addresses = new CellTable(2);
  private final Map<Integer, DayKey> dayKeys = new HashMap<>();

  private final LogRequest request = new LogRequest();
  private final ClientAddress address = new ClientAddress();
  private final Slice path = new Slice();
  private String lastCountryText = "";
  private String lastCountry = Countries.UNKNOWN;
  private final Map<String, String> countries = new HashMap<>();

  /** What the last line's client turned out to be. */
  private int attribution;

  private long clientHash;
  private int clientKeyId;

  private record WhoKey(UserAgents.Verdict verdict, int attribution, String country) {}

  /** Numbers of the dictionary entries that say who: in full, and organization with class. */
  private record Who(int full, int group) {}

  private static final class DayKey {
    final Mac mac;
    final String id;
    int idNumber;
    int idGeneration = -1;

    DayKey(byte[] key) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("Every JDK has HmacSHA256", e);
      }
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
    if (cells.bytes() > caps.cellBytes()) {
      flush(out);
    }
  }

  /** Sends all cells to {@code out}. */
  public void flush(Consumer<EncodedCells> out) {
    cells.sendByBucket(out);
    cells.clearTables();
    if (cells.dictionary().bytes() > caps.cellBytes() / 4) {
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
            id -> new SourceMeter(catalog.sources().get(id), catalog, userAgents, caps));
    return new FileMeter(planned, source);
  }

  private void lines(LogBlock block, FileMeter file) {
    byte[] bytes = block.bytes;
    int end = block.length;
    int from = 0;
    if (block.firstByte == 0 && end >= 3 && isByteOrderMark(bytes)) {
      from = 3;
    }
    while (from < end) {
      int lineFeed = LineFeeds.next(bytes, from, end);
      int to = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      file.physicalLines++;
      if (file.planned.fate() == PlannedFile.Fate.COUNTED) {
        line(bytes, from, to, block.firstByte + from, file);
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
    if (request.timeMicros > asOfMicros + CLOCK_SKEW_MICROS) {
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
    Who who = request.cdnInternal ? internal() : who(verdict);

    source.target.path(request.target, path);
    Paths.Meaning meaning = source.paths.of(path, request);
    HttpMethod method =
        request.method.isPresent()
            ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
            : HttpMethod.ABSENT;
    RequestKind kind = meaning.reading.kindOf(method, request.status, request.cdnInternal);
    boolean truncated =
        method != HttpMethod.HEAD
            && DownloadDefinition.isTruncated(request.status, bytesSent, request.contentLength);
    StatusClass statusClass = StatusClass.of(request.status);

    int batch = file.batch();
    int region = source.regionId(request.edgeLocation, cells.dictionary(), generation);
    int hour = Math.toIntExact(Math.floorDiv(time, CellTime.MICROS_PER_HOUR));
    int small = kind.ordinal() << 8 | request.cacheStatus.ordinal() << 4 | statusClass.ordinal();

    int at = usage.find(Cells.k0(hour, batch), Cells.k1(small, region), Cells.k2(who.full, 0));
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
    words[at + 5] += DownloadDefinition.isPartial(request.status) ? 1 : 0;
    words[at + 6] += statusClass == StatusClass.ABORTED || truncated ? 1 : 0;

    bandwidth(time, bytesSent, batch, region, who.group);
    if (clientHash >= 0 && !request.cdnInternal) {
      int sketch =
          clients.find(Cells.k0(day, batch), Cells.k1(0, region), Cells.k2(who.group, clientKeyId));
      Sketch.add(clients.words(), sketch, clientHash);
    }
    if (meaning.reading.packageRef() != null) {
      download(file, meaning, verdict, method, kind, truncated, day, batch, who.group);
    }
  }

  private void download(
      FileMeter file,
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
      meaning.packageId =
          cells.dictionary().intern(packageRecord(meaning.reading, file.source.source.grain()));
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

  private static byte[] packageRecord(PathReading reading, PackageGrain grain) {
    PackageRef ref = reading.packageRef();
    return Text.join(
        ref.type(),
        ref.namespace(),
        ref.name(),
        grain == PackageGrain.PACKAGE ? "" : ref.version(),
        grain == PackageGrain.FILE ? ref.file() : "");
  }

  /** CDNs log at the end of a transfer; its bytes belong to all the intervals it took. */
  private void bandwidth(long time, long bytesSent, int batch, int region, int group) {
    int last = interval(time);
    addBandwidth(last, batch, region, group, 0, 1);
    if (bytesSent <= 0) {
      return;
    }
    long duration = request.durationMicros;
    int first = duration > 0 ? interval(time - duration) : last;
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
      DayKey key = dayKey(day);
      key.mac.update(client.bytes(), client.from(), client.length());
      clientHash = ByteBuffer.wrap(key.mac.doFinal()).getLong() >>> 1;
      return;
    }
    if (!address.parse(client.bytes(), client.from(), client.to())) {
      return;
    }
    if (addresses.size() >= caps.addresses()) {
      addresses.clear();
    }
    int at = addresses.find(Cells.k0(day, 1), address.high, address.low);
    long[] words = addresses.words();
    if (words[at + 1] == 0) {
      words[at] =
          catalog.organizations().attributor().indexOf(address.high, address.low, day * 86_400L);
      DayKey key = dayKey(day);
      byte[] digest =
          key.mac.doFinal(
              ByteBuffer.allocate(16).putLong(address.high).putLong(address.low).array());
      // One more than the hash, so that 0 marks a new place.
      words[at + 1] = (ByteBuffer.wrap(digest).getLong() >>> 2) + 1;
    } else {
      dayKey(day);
    }
    attribution = (int) words[at];
    clientHash = words[at + 1];
  }

  private DayKey dayKey(int day) {
    DayKey key = dayKeys.get(day);
    if (key == null) {
      key = new DayKey(keys.ofDay(day));
      dayKeys.put(day, key);
    }
    if (key.idGeneration != generation) {
      key.idNumber = cells.dictionary().intern(Text.join(key.id));
      key.idGeneration = generation;
    }
    clientKeyId = key.idNumber;
    return key;
  }

  private Who who(UserAgents.Verdict verdict) {
    WhoKey key = new WhoKey(verdict, attribution, country());
    Who who = whos.get(key);
    if (who == null) {
      Attribution whose = catalog.organizations().attributor().attribution(attribution);
      who =
          intern(
              whose, key.country, verdict.client().trafficClass(), verdict.client().clientTool());
      whos.put(key, who);
    }
    return who;
  }

  private Who internal() {
    WhoKey key = new WhoKey(null, Attributor.NO_ADDRESS, Countries.UNKNOWN);
    return whos.computeIfAbsent(
        key,
        internal ->
            intern(
                Attribution.UNATTRIBUTED,
                Countries.UNKNOWN,
                TrafficClass.REGISTRY_INTERNAL,
                "none"));
  }

  private Who intern(Attribution whose, String country, TrafficClass trafficClass, String tool) {
    return new Who(
        cells
            .dictionary()
            .intern(
                Text.join(
                    whose.organization(),
                    whose.method().label(),
                    whose.confidence().label(),
                    whose.networkProvider(),
                    whose.networkKind().label(),
                    country,
                    trafficClass.label(),
                    tool)),
        cells.dictionary().intern(Text.join(whose.organization(), trafficClass.label())));
  }

  private String country() {
    if (!request.country.isPresent()) {
      return Countries.UNKNOWN;
    }
    if (!request.country.contentEquals(lastCountryText)) {
      lastCountryText = request.country.toString();
      if (countries.size() > 1_000) {
        countries.clear();
      }
      lastCountry = countries.computeIfAbsent(lastCountryText, Countries::code);
    }
    return lastCountry;
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
                        Long.toString(file.physicalLines),
                        Long.toString(place),
                        RejectedLine.of(bytes, from, to)))
            : 0;
    rejectCell(file, reason.label(), what, (long) to - from);
  }

  /** Damage of a file is one rejected line of the length that could still be read. */
  private void fault(LogBlock block, FileMeter file) {
    if (block.faultBytes == 0) {
      return;
    }
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
                    Long.toString(file.physicalLines),
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

  private static boolean isByteOrderMark(byte[] bytes) {
    return bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
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
