package org.truecost.ingest.sample;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.truecost.request.CacheStatus;
import org.truecost.source.Registry;

/**
 * Writes a believable month of access logs for all six registries: published totals where there are
 * any, estimates elsewhere. The same options give the same bytes; memory does not grow with the
 * lines.
 */
public final class SampleGenerator {
  private static final double MALFORMED = .0005;
  private static final double REPEATED = .0003;

  /** Up to here files are few and small, so that a sample can be kept beside code. */
  private static final long SMALL = 200_000;

  private final SampleOptions options;
  private final SampleListener listener;
  private final SampleProgress progress;
  private final SampleRequest request = new SampleRequest();
  private final LineBuffer line = new LineBuffer();
  private final Clients clients = new Clients();
  private final UserAgents agents = new UserAgents();
  private final Map<Registry, RegistryTraffic> traffic = new EnumMap<>(Registry.class);
  private final long[] byActor = new long[Actor.count()];
  private final long[] byName;
  private final long[] byUniversity = new long[Clients.UNIVERSITIES];
  private final SortedMap<String, Long> linesBySource = new TreeMap<>();
  private long shields;
  private long moved1;
  private long moved2;
  private long unnamed;
  private long files;
  private long lines;
  private long headers;
  private long malformed;
  private long repeated;
  private long bytes;
  private Path firstFile;

  private SampleGenerator(SampleOptions options, SampleListener listener, SampleProgress progress) {
    this.options = options;
    this.listener = listener;
    this.progress = progress;
    byName = new long[clients.namedRanks().size()];
  }

  /**
   * Writes a sample.
   *
   * @param progress told after each file
   * @throws IOException if a file cannot be written
   */
  public static SampleSummary generate(SampleOptions options, SampleProgress progress)
      throws IOException {
    return generate(options, request -> {}, progress);
  }

  static SampleSummary generate(
      SampleOptions options, SampleListener listener, SampleProgress progress) throws IOException {
    return new SampleGenerator(
            requireNonNull(options, "options"),
            requireNonNull(listener, "listener"),
            requireNonNull(progress, "progress"))
        .run();
  }

  /** Ids of the sources that can be asked for one by one. */
  public static List<String> sources() {
    return SampleSource.ids();
  }

  private SampleSummary run() throws IOException {
    List<SampleSource> sources =
        options.source().isEmpty()
            ? SampleSource.all()
            : List.of(SampleSource.byId(options.source()).orElseThrow());
    double total = 0;
    for (SampleSource source : sources) {
      total += share(source);
    }
    double running = 0;
    long given = 0;
    for (SampleSource source : sources) {
      running += share(source);
      long upTo = Math.round(options.lines() * (running / total));
      write(source, upTo - given);
      given = upTo;
    }
    if (options.duplicateFile() && firstFile != null) {
      Path again =
          firstFile.resolveSibling(firstFile.getFileName().toString().replace(".gz", "-again.gz"));
      Files.write(again, Files.readAllBytes(firstFile));
    }
    return summary();
  }

  private static double share(SampleSource source) {
    RegistryShape shape = RegistryShape.of(source.registry());
    return shape.share()
        * (shape.metadata() * source.metadata() + (1 - shape.metadata()) * source.files());
  }

  private RegistryTraffic traffic(Registry registry) {
    return traffic.computeIfAbsent(
        registry,
        key -> {
          double share = options.source().isEmpty() ? RegistryShape.of(key).share() : 1;
          long own = Math.round(options.lines() * share);
          return new RegistryTraffic(key, options.seed(), options.month(), own, clients);
        });
  }

  private void write(SampleSource source, long count) throws IOException {
    if (count == 0) {
      return;
    }
    RegistryTraffic shared = traffic(source.registry());
    long ownSeed = Hashing.mix(options.seed(), source.id().hashCode());
    SplittableRandom random = new SplittableRandom(ownSeed);
    RequestMaker maker =
        new RequestMaker(source, shared, clients, agents, random, options.uniqueKeys());
    long wanted = files(count);
    long[] upTo = linesUpTo(source, shared, count);
    YearMonth month = options.month();
    long start = month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    long hourMicros = 3_600_000_000L;
    Set<String> names = new HashSet<>();
    OutputStream out = null;
    long file = -1;
    long before = 0;
    try {
      for (int hour = 0; hour < upTo.length; hour++) {
        long inHour = upTo[hour] - before;
        if (inHour == 0) {
          continue;
        }
        long wantedFile = before * wanted / count;
        if (wantedFile != file) {
          out = next(source, out, start + hour * hourMicros, names, random);
          file = wantedFile;
        }
        for (long i = 0; i < inHour; i++) {
          double at = TrafficCalendar.withinHour((i + random.nextDouble()) / inHour);
          long time = start + hour * hourMicros + (long) (at * (hourMicros - 1));
          boolean first = before + i == 0;
          boolean last = before + i == count - 1;
          maker.next(request, hour, time);
          if (first || last) {
            // Midnight belongs to the next month, the second before it to the one before.
            request.time = first ? start - 1_000_000 : start + upTo.length * hourMicros;
          }
          i += put(out, source, random, inHour - i - 1);
        }
        before = upTo[hour];
      }
    } finally {
      if (out != null) {
        out.close();
      }
    }
    files++;
    linesBySource.put(source.id(), count);
    progress.written(files, lines, bytes);
  }

  /** Puts the request's line, and perhaps one more; the result is how many more. */
  private int put(OutputStream out, SampleSource source, SplittableRandom random, long room)
      throws IOException {
    line.clear();
    source.line().write(request, line);
    double luck = random.nextDouble();
    if (luck < MALFORMED) {
      spoil(luck < MALFORMED / 2);
      malformed++;
      emit(out);
      return 0;
    }
    emit(out);
    tell();
    if (room == 0) {
      return 0;
    }
    if (source.logsShield() && request.cache == CacheStatus.MISS && random.nextDouble() < .9) {
      RequestMaker.toShield(request);
      line.clear();
      source.line().write(request, line);
      emit(out);
      tell();
      return 1;
    }
    if (luck > 1 - REPEATED) {
      repeated++;
      emit(out);
      tell();
      return 1;
    }
    return 0;
  }

  /** Cut off in the middle, as by a full disk, or not a log line at all. */
  private void spoil(boolean cut) {
    if (cut) {
      line.truncateTo(Math.max(7, line.length() / 5));
    } else {
      line.clear().put('\u0001').put("<html><body>upstream logging endpoint returned 503</body>");
    }
  }

  private void emit(OutputStream out) throws IOException {
    line.put('\n');
    out.write(line.bytes(), 0, line.length());
    bytes += line.length();
    line.truncateTo(line.length() - 1);
    lines++;
  }

  private void tell() {
    listener.wrote(request);
    if (request.shield) {
      shields++;
      return;
    }
    byActor[request.actor.ordinal()]++;
    if (request.movedNetwork) {
      if (request.time < ExampleOrganizations.MOVED_AT) {
        moved1++;
      } else {
        moved2++;
      }
    } else if (request.named && request.organization >= Clients.FIRST_UNIVERSITY) {
      byUniversity[request.organization - Clients.FIRST_UNIVERSITY]++;
    } else if (request.named) {
      byName[clients.nameIndex(request.organization)]++;
    } else {
      unnamed++;
    }
  }

  private OutputStream next(
      SampleSource source,
      OutputStream before,
      long micros,
      Set<String> names,
      SplittableRandom random)
      throws IOException {
    if (before != null) {
      before.close();
      files++;
      progress.written(files, lines, bytes);
    }
    String name = SampleFiles.name(source, micros, random.nextLong());
    if (!names.add(name)) {
      throw new IllegalStateException("Two files of " + source.id() + " have the name " + name);
    }
    Path path = options.directory().resolve(source.id()).resolve(name);
    if (firstFile == null) {
      firstFile = path;
    }
    OutputStream out = SampleFiles.open(path, options.lines() > SMALL);
    if (source.naming() == SampleSource.Naming.CLOUDFRONT) {
      line.clear().put(CloudFrontLine.HEADER);
      out.write(line.bytes(), 0, line.length());
      bytes += line.length();
      headers += 2;
    }
    return out;
  }

  private long files(long count) {
    if (options.files() > 0) {
      return options.files();
    }
    return options.lines() <= SMALL ? 3 : Math.max(3, Math.min(744, count / 50_000));
  }

  /** Lines up to and with each hour of the month. */
  private static long[] linesUpTo(SampleSource source, RegistryTraffic traffic, long count) {
    int hours = traffic.calendar.hours();
    double[] weight = new double[hours];
    double sum = 0;
    for (int hour = 0; hour < hours; hour++) {
      for (int i = 0; i < Actor.count(); i++) {
        sum += traffic.weight(source, Actor.at(i), hour);
      }
      weight[hour] = sum;
    }
    long[] upTo = new long[hours];
    for (int hour = 0; hour < hours; hour++) {
      upTo[hour] = Math.round(count * (weight[hour] / sum));
    }
    return upTo;
  }

  private SampleSummary summary() {
    SortedMap<String, Long> classes = new TreeMap<>();
    for (Actor actor : Actor.values()) {
      classes.merge(actor.trafficClass.label(), byActor[actor.ordinal()], Long::sum);
    }
    classes.put("registry_internal", shields);
    SortedMap<String, Long> organizations = new TreeMap<>();
    organizations.put("", unnamed);
    for (int i = 0; i < byName.length; i++) {
      organizations.merge(ExampleOrganizations.id(i), byName[i], Long::sum);
    }
    for (int i = 0; i < byUniversity.length; i++) {
      organizations.merge(ExampleOrganizations.universityId(i), byUniversity[i], Long::sum);
    }
    organizations.merge(ExampleOrganizations.MOVED_FROM, moved1, Long::sum);
    organizations.merge(ExampleOrganizations.MOVED_TO, moved2, Long::sum);
    organizations.values().removeIf(requests -> requests == 0);
    return new SampleSummary(
        files, lines, headers, malformed, repeated, bytes, classes, organizations, linesBySource);
  }
}
