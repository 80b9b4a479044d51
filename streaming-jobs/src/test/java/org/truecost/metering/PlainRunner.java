package org.truecost.metering;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.LoggedPackage;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RegistryPaths;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.cells.CellKind;
import org.truecost.organization.Attribution;
import org.truecost.organization.Attributor;
import org.truecost.request.HttpMethod;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;
import org.truecost.source.ClientKnowledge;
import org.truecost.source.PackageGrain;
import org.truecost.source.Source;
import org.truecost.tables.ArrivalDelays;
import org.truecost.tables.Column;
import org.truecost.traffic.ClientVerdict;
import org.truecost.traffic.TrafficClass;

/**
 * Meters log files in the plainest way: one thread, one line after the other, texts and maps, exact
 * sets, and every row kept until the end. What {@link Meter} and everything behind it must agree
 * with.
 */
public final class PlainRunner {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger ZERO = BigInteger.ZERO;

  private final MeteringCatalog catalog;
  private final ClientKeys keys;
  private final Instant asOf;
  private final Map<CellKind, Map<List<Object>, BigInteger[]>> sums = new EnumMap<>(CellKind.class);
  private final Map<List<Object>, TreeSet<Long>> clients = new HashMap<>();
  private final List<Object[]> ledger = new ArrayList<>();
  private final Set<String> digests = new HashSet<>();
  private final Map<String, PathReading> readings = new HashMap<>();

  public PlainRunner(MeteringCatalog catalog, ClientKeys keys, Instant asOf) {
    this.catalog = catalog;
    this.keys = keys;
    this.asOf = asOf;
  }

  /** Meters a file; one of known content is a duplicate. */
  public void meter(Path path, String name, Source source) throws Exception {
    byte[] stored = Files.readAllBytes(path);
    byte[] decoded;
    try (InputStream in = decoded(path)) {
      decoded = in.readAllBytes();
    }
    new OneFile(name, source, decoded, sha256(stored), sha256(decoded)).meter();
  }

  /** All rows of a table with their columns in order; lineage columns are null. */
  public List<Object[]> rows(CellKind kind) {
    List<Object[]> rows = new ArrayList<>();
    switch (kind) {
      case LEDGER -> rows.addAll(ledger);
      case CLIENTS ->
          clients.forEach(
              (key, hashes) ->
                  rows.add(
                      row(
                          kind,
                          key,
                          hashes.stream().limit(32).mapToLong(Long::longValue).toArray())));
      default ->
          sums.getOrDefault(kind, Map.of())
              .forEach((key, values) -> rows.add(row(kind, key, (Object[]) values)));
    }
    return rows;
  }

  private static Object[] row(CellKind kind, List<Object> key, Object... values) {
    Object[] row = new Object[kind.table().columns().size()];
    int nextKey = 0;
    int nextValue = 0;
    for (int i = 0; i < row.length; i++) {
      Column.Role role = kind.table().columns().get(i).role();
      if (role == Column.Role.KEY) {
        row[i] = key.get(nextKey++);
      } else if (role != Column.Role.LINEAGE) {
        row[i] = values[nextValue++];
      }
    }
    return row;
  }

  private void add(CellKind kind, List<Object> key, long... values) {
    BigInteger[] more = new BigInteger[values.length];
    for (int i = 0; i < values.length; i++) {
      more[i] = BigInteger.valueOf(values[i]);
    }
    add(kind, key, more);
  }

  private void add(CellKind kind, List<Object> key, BigInteger[] values) {
    BigInteger[] sum =
        sums.computeIfAbsent(kind, none -> new HashMap<>())
            .computeIfAbsent(
                key,
                none -> {
                  BigInteger[] zeros = new BigInteger[values.length];
                  Arrays.fill(zeros, ZERO);
                  return zeros;
                });
    for (int i = 0; i < values.length; i++) {
      sum[i] = sum[i].add(values[i]);
    }
  }

  private static InputStream decoded(Path path) throws IOException {
    String name = path.toString();
    InputStream in = Files.newInputStream(path);
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(in);
    }
    return name.endsWith(".zst") ? new ZstdInputStream(in) : in;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String month(long micros) {
    return time(micros).atOffset(ZoneOffset.UTC).toString().substring(0, 7);
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private final class OneFile {
    private final String name;
    private final Source source;
    private final byte[] decoded;
    private final String storedDigest;
    private final String decodedDigest;
    private final LineParser parser;
    private final RegistryPaths grammar;
    private final LogRequest request = new LogRequest();
    private final TreeMap<String, Integer> rejected = new TreeMap<>();
    private final List<Runnable> rejects = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private LocalDate firstDate;
    private long bytes;
    private long directives;
    private String version = "";
    private String header = "";
    private long blank;

    OneFile(String name, Source source, byte[] decoded, String storedDigest, String decodedDigest) {
      this.name = name;
      this.source = source;
      this.decoded = decoded;
      this.storedDigest = storedDigest;
      this.decodedDigest = decodedDigest;
      this.parser = LogFormats.parserFor(source.format());
      this.grammar = catalog.grammars().of(source.registry());
    }

    void meter() throws Exception {
      boolean duplicate = !digests.add(decodedDigest);
      int from = 0;
      long lines = 0;
      while (from < decoded.length) {
        int end = from;
        while (end < decoded.length && decoded[end] != '\n') {
          end++;
        }
        int to = end > from && decoded[end - 1] == '\r' ? end - 1 : end;
        LineOutcome outcome = parser.parse(decoded, from, to, request);
        boolean readable =
            outcome == LineOutcome.DIRECTIVE
                || (outcome == LineOutcome.REQUEST && believable().isEmpty());
        if (end == decoded.length && !readable && !duplicate) {
          break;
        }
        lines++;
        if (outcome == LineOutcome.REQUEST && firstDate == null && readable) {
          firstDate = LocalDate.ofInstant(time(request.timeMicros), ZoneOffset.UTC);
        }
        if (!duplicate) {
          line(outcome, lines, from, to);
        }
        from = end + 1;
      }
      if (firstDate == null) {
        firstDate = LocalDate.ofInstant(asOf, ZoneOffset.UTC);
      }
      rejects.forEach(Runnable::run);
      List<Object> key = new ArrayList<>();
      key.add(source.registry().id());
      key.add(firstDate.toString().substring(0, 7));
      key.addAll(List.of(source.id(), name, decodedDigest, storedDigest));
      key.add(ChronoUnit.MICROS.between(Instant.EPOCH, asOf));
      long rejectedLines = rejected.values().stream().mapToInt(Integer::intValue).sum();
      List<Object> values =
          new ArrayList<>(
              Arrays.asList(
                  lines,
                  directives,
                  blank,
                  (long) times.size(),
                  duplicate ? lines : 0L,
                  rejectedLines,
                  0L,
                  bytes,
                  times.stream().min(Long::compare).orElse(null),
                  times.stream().max(Long::compare).orElse(null)));
      // A file does not tell when its lines arrived.
      ArrivalDelays.counts().forEach(column -> values.add(0L));
      values.add(null);
      values.addAll(List.of(0L, 0L, 0L));
      ledger.add(row(CellKind.LEDGER, key, values.toArray()));
    }

    private void line(LineOutcome outcome, long number, int from, int to) throws Exception {
      String reason = outcome.label();
      if (outcome == LineOutcome.REQUEST) {
        reason = believable();
        if (reason.isEmpty()) {
          count();
          return;
        }
      } else if (outcome == LineOutcome.DIRECTIVE) {
        directives++;
        String directive = new String(decoded, from, to - from, StandardCharsets.UTF_8) + "\n";
        version = directive.startsWith("#Version:") ? directive : version;
        header = directive.startsWith("#Fields:") ? version + directive : header;
        return;
      } else if (outcome == LineOutcome.BLANK) {
        blank++;
        return;
      }
      int before = rejected.merge(reason, 1, Integer::sum) - 1;
      List<Object> key = new ArrayList<>(List.of(source.id(), name, reason));
      if (before < 1_000) {
        key.addAll(List.of(number, (long) from, RejectedLine.of(decoded, from, to)));
        key.add(ChronoUnit.MICROS.between(Instant.EPOCH, asOf));
        key.add(header.isEmpty() ? null : header);
      } else {
        key.addAll(Arrays.asList(null, null, null, null, null));
      }
      key.add(null);
      rejects.add(
          () -> {
            key.addAll(0, List.of(source.registry().id(), firstDate.toString().substring(0, 7)));
            add(CellKind.REJECTS, key, 1, to - from);
          });
    }

    private String believable() {
      Instant time = time(request.timeMicros);
      if (!time.isBefore(asOf.plusSeconds(300))) {
        return "in_the_future";
      }
      if (time.isBefore(source.validFrom())) {
        return "before_validity";
      }
      if (!time.isBefore(source.validTo())) {
        return "after_validity";
      }
      if (request.bytesSent > 1L << 40) {
        return "bytes_out_of_range";
      }
      boolean expected =
          source.hosts().isEmpty()
              || !request.host.isPresent()
              || source
                  .hosts()
                  .contains(request.host.toString().toLowerCase(java.util.Locale.ROOT));
      return expected ? "" : "unexpected_host";
    }

    private void count() throws Exception {
      long micros = request.timeMicros;
      times.add(micros);
      bytes += Math.max(0, request.bytesSent);
      long day = Math.floorDiv(micros, 86_400_000_000L);
      boolean internal = request.cdnInternal;
      Attribution whose = internal ? Attribution.UNATTRIBUTED : attribution();
      String userAgent =
          request.userAgent.isPresent()
              ? parser
                  .userAgentEncoding()
                  .decode(
                      request.userAgent.bytes(), request.userAgent.from(), request.userAgent.to())
              : null;
      ClientVerdict verdict = catalog.classifier().classify(userAgent == null ? "" : userAgent);
      TrafficClass trafficClass =
          internal ? TrafficClass.REGISTRY_INTERNAL : verdict.trafficClass();
      String country =
          internal || !request.country.isPresent()
              ? "unknown"
              : Countries.code(request.country.toString());
      String region = source.regions().regionOf(request.edgeLocation.toString());
      HttpMethod method =
          request.method.isPresent()
              ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
              : HttpMethod.ABSENT;
      PathReading reading = reading();
      RequestKind kind = reading.kindOf(method, request.status, internal);
      StatusClass status = StatusClass.of(request.status);
      boolean truncated =
          method != HttpMethod.HEAD
              && DownloadDefinition.isTruncated(
                  request.status, request.bytesSent, request.contentLength);

      long sent = Math.max(0, request.bytesSent);
      add(
          CellKind.USAGE,
          List.of(
              source.registry().id(),
              month(micros),
              micros - Math.floorMod(micros, 3_600_000_000L),
              source.id(),
              source.provider(),
              source.billingAccount(),
              region,
              whose.organization(),
              whose.method().label(),
              whose.confidence().label(),
              whose.networkProvider(),
              whose.networkKind().label(),
              country,
              trafficClass.label(),
              internal ? "none" : verdict.clientTool(),
              kind.label(),
              request.cacheStatus.label(),
              status.label(),
              SampleWeight.of(source.sample()).movePointRight(9).longValueExact()),
          new BigInteger[] {
            ONE,
            BigInteger.valueOf(sent),
            BigInteger.valueOf(sent).pow(2),
            request.bytesSent < 0 ? ONE : ZERO,
            request.status == 206 && request.rangeStart != 0 ? ONE : ZERO,
            status == StatusClass.ABORTED || truncated ? ONE : ZERO
          });
      bandwidth(micros, sent, region, whose.organization(), trafficClass.label());
      if (!internal) {
        client(day, region, whose.organization(), trafficClass.label());
      }
      if (reading.packageRef() != null) {
        download(reading, kind, method, userAgent, truncated, day, whose, trafficClass);
      }
    }

    private Attribution attribution() {
      ClientAddress address = new ClientAddress();
      Slice client = request.client;
      int index = Attributor.NO_ADDRESS;
      if (source.client() == ClientKnowledge.ADDRESS
          && client.isPresent()
          && address.parse(client.bytes(), client.from(), client.to())) {
        index =
            catalog
                .organizations()
                .attributor()
                .indexOf(address.high, address.low, Math.floorDiv(request.timeMicros, 1_000_000L));
      }
      return catalog.organizations().attributor().attribution(index);
    }

    private PathReading reading() {
      Slice path = new Slice();
      new RequestTarget(source.registry(), source.pathPrefix()).path(request.target, path);
      String text = path.toString();
      PathReading fromPath =
          readings.computeIfAbsent(
              source.id() + ' ' + text,
              none -> grammar.read(text, RequestTarget.timesEncoded(parser.targetEncoding())));
      return LoggedPackage.prefer(fromPath, request, text);
    }

    private void bandwidth(
        long end, long sent, String region, String organization, String trafficClass) {
      long width = 300_000_000L;
      bandwidth(Math.floorDiv(end, width), region, organization, trafficClass, ZERO, ONE);
      long duration = request.durationMicros;
      BigInteger whole = BigInteger.valueOf(sent);
      if (duration <= 0 || duration > 86_400_000_000L) {
        bandwidth(Math.floorDiv(end, width), region, organization, trafficClass, whole, ZERO);
        return;
      }
      long start = end - duration;
      BigInteger before = ZERO;
      for (long interval = Math.floorDiv(start, width);
          interval <= Math.floorDiv(end, width) && sent > 0;
          interval++) {
        long upTo = Math.min(end, (interval + 1) * width);
        BigInteger soFar =
            whole.multiply(BigInteger.valueOf(upTo - start)).divide(BigInteger.valueOf(duration));
        bandwidth(interval, region, organization, trafficClass, soFar.subtract(before), ZERO);
        before = soFar;
      }
    }

    private void bandwidth(
        long interval,
        String region,
        String organization,
        String trafficClass,
        BigInteger sent,
        BigInteger requests) {
      long micros = interval * 300_000_000L;
      add(
          CellKind.BANDWIDTH,
          List.of(
              source.registry().id(),
              month(micros),
              micros,
              source.id(),
              source.provider(),
              source.billingAccount(),
              region,
              organization,
              trafficClass),
          new BigInteger[] {sent, requests});
    }

    private void client(long day, String region, String organization, String trafficClass)
        throws Exception {
      Slice client = request.client;
      if (!client.isPresent() || source.client() == ClientKnowledge.NONE) {
        return;
      }
      byte[] key = keys.ofDay(Math.toIntExact(day));
      SipHash keyed = new SipHash(key);
      long hash;
      if (source.client() == ClientKnowledge.SALTED_HASH) {
        hash = keyed.of(client.bytes(), client.from(), client.to()) >>> 1;
      } else {
        ClientAddress address = new ClientAddress();
        if (!address.parse(client.bytes(), client.from(), client.to())) {
          return;
        }
        byte[] words =
            ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(address.high)
                .putLong(address.low)
                .array();
        hash = keyed.of(words, 0, words.length) >>> 1;
      }
      clients
          .computeIfAbsent(
              List.of(
                  source.registry().id(),
                  month(day * 86_400_000_000L),
                  day,
                  source.id(),
                  organization,
                  trafficClass,
                  region,
                  ClientKeys.idOf(key)),
              none -> new TreeSet<>())
          .add(hash);
    }

    private void download(
        PathReading reading,
        RequestKind kind,
        HttpMethod method,
        String userAgent,
        boolean truncated,
        long day,
        Attribution whose,
        TrafficClass trafficClass) {
      int status = request.status;
      DownloadDefinition definition = catalog.definition();
      PackageRef ref = reading.packageRef();
      boolean counts =
          definition.counts(
              definition.countedUntil(reading.readKind(), ref.file()),
              kind,
              method,
              status,
              request.rangeStart,
              request.bytesSent,
              request.contentLength,
              definition.admits(userAgent),
              request.query.isPresent() || RequestTarget.hasQuery(request.target),
              request.timeMicros);
      boolean answered =
          (status / 100 == 2 || status == 304) && !request.cdnInternal && !method.isWrite();
      if (!counts && !answered) {
        return;
      }
      boolean full = status == 200 && !truncated && method != HttpMethod.HEAD;
      long sent = Math.max(0, request.bytesSent);
      add(
          CellKind.DOWNLOADS,
          List.of(
              source.registry().id(),
              month(day * 86_400_000_000L),
              day,
              source.id(),
              whose.organization(),
              trafficClass.label(),
              kind.label(),
              ref.type(),
              ref.namespace(),
              ref.name(),
              source.grain() == PackageGrain.PACKAGE ? "" : ref.version(),
              source.grain() == PackageGrain.FILE ? ref.file() : ""),
          counts ? 1 : 0,
          full ? 1 : 0,
          full ? sent : 0,
          1,
          sent);
    }
  }
}
