package org.truecost.metering;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.truecost.ingest.format.Directives;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.Text;
import org.truecost.source.Source;

/** What metering needs to know of one source, prepared once. */
final class SourceMeter {
  final Source source;
  final RequestTarget target;
  final Paths paths;
  final UserAgents userAgents;

  /** Whether its lines must be compared with others before they count. */
  final boolean deduplicates;

  final long validFromMicros;
  final long validToMicros;

  /** Whether the format has lines that say how later ones are read. */
  final boolean hasDirectives;

  private final Set<String> hosts;
  private final Dictionary edges = new Dictionary();
  private int[] regionIds = new int[16];
  private int knownEdges;
  private int regionGeneration = -1;
  private final int mostEdges;
  private int idNumber;
  private int idGeneration = -1;

  SourceMeter(
      Source source,
      MeteringCatalog catalog,
      Map<TextEncoding, UserAgents> userAgentsByEncoding,
      IntSupplier verdictNumbers,
      MeterCaps caps) {
    this.source = source;
    LineParser parser = LogFormats.parserFor(source.format());
    this.target = new RequestTarget(source.registry(), source.pathPrefix());
    this.paths =
        new Paths(
            catalog.grammars().of(source.registry()),
            RequestTarget.timesEncoded(parser.targetEncoding()),
            source.grain(),
            catalog.definition(),
            caps.pathBytes());
    this.userAgents =
        userAgentsByEncoding.computeIfAbsent(
            parser.userAgentEncoding(),
            encoding ->
                new UserAgents(
                    encoding,
                    catalog.classifier(),
                    catalog.definition(),
                    verdictNumbers,
                    caps.userAgentBytes()));
    this.deduplicates = source.declaredDeduplication().isPresent();
    this.validFromMicros = micros(source.validFrom());
    this.validToMicros = micros(source.validTo());
    this.hasDirectives = Directives.of(source.format()).known();
    this.hosts = new HashSet<>(source.hosts());
    this.mostEdges = caps.edges();
  }

  /** The number of its id in {@code dictionary}. */
  int idNumber(Dictionary dictionary) {
    if (dictionary.generation() != idGeneration) {
      idNumber = dictionary.intern(Text.join(source.id()));
      idGeneration = dictionary.generation();
    }
    return idNumber;
  }

  /** A parser for one file of this source. */
  LineParser parser() {
    return LogFormats.parserFor(source.format());
  }

  boolean expects(Slice host) {
    return hosts.isEmpty()
        || !host.isPresent()
        || hosts.contains(host.toString().toLowerCase(Locale.ROOT));
  }

  /** The number, in {@code dictionary}, of the billing region of an edge location. */
  int regionId(Slice edgeLocation, Dictionary dictionary) {
    if (dictionary.generation() != regionGeneration || edges.size() > mostEdges) {
      edges.clear();
      knownEdges = 0;
      regionGeneration = dictionary.generation();
    }
    int edge = edges.intern(edgeLocation.bytes(), edgeLocation.from(), edgeLocation.to());
    if (edge > knownEdges) {
      knownEdges = edge;
      if (edge == regionIds.length) {
        regionIds = Arrays.copyOf(regionIds, edge * 2);
      }
      String region = source.regions().regionOf(edgeLocation.toString());
      regionIds[edge] = dictionary.intern(Text.join(region));
    }
    return regionIds[edge];
  }

  private static long micros(java.time.Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  static Map<TextEncoding, UserAgents> noUserAgents() {
    return new EnumMap<>(TextEncoding.class);
  }
}
