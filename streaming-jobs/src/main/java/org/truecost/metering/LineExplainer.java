package org.truecost.metering;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.detect.FormatDetection;
import org.truecost.ingest.detect.LineSample;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.LineExplanation.Finding;
import org.truecost.metering.LineExplanation.Step;
import org.truecost.organization.Attribution;
import org.truecost.organization.Attributor;
import org.truecost.request.HttpMethod;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;
import org.truecost.source.ClientKnowledge;
import org.truecost.source.FormatSpec;
import org.truecost.source.Source;
import org.truecost.traffic.ClientExplanation;
import org.truecost.traffic.TrafficClass;

/**
 * Explains lines of one file of a source, in order, with the functions that {@link Meter} uses. Not
 * thread-safe: it remembers the header in force.
 */
public final class LineExplainer {
  private final MeteringCatalog catalog;
  private final Source source;
  private final SourceMeter meter;
  private final LineParser parser;
  private final Map<String, String> logged;
  private final long asOfMicros;
  private final LogRequest request = new LogRequest();

  /**
   * @param catalog configuration
   * @param source id of the lines' source
   * @param asOf events later than this are not believed
   * @throws IllegalArgumentException if there is no such source
   */
  public LineExplainer(MeteringCatalog catalog, String source, Instant asOf) {
    this.catalog = catalog;
    this.source = catalog.sources().get(source);
    if (this.source == null) {
      throw new IllegalArgumentException(
          "There is no source \""
              + source
              + "\"; there are "
              + String.join(", ", catalog.sources().keySet())
              + ".");
    }
    this.meter =
        new SourceMeter(
            this.source, catalog, SourceMeter.noUserAgents(), () -> 0, MeterCaps.of(1L << 28, 1));
    this.parser = meter.parser();
    FormatSpec format = this.source.format();
    this.logged =
        format.json().isEmpty()
            ? LogFormats.byName(format.name()).map(LogFormat::fields).orElseThrow().logged()
            : format.json();
    this.asOfMicros = Math.multiplyExact(asOf.getEpochSecond(), 1_000_000L);
  }

  /** Explains a line without its terminator. Never fails, whatever its bytes. */
  public LineExplanation explain(byte[] line) {
    request.fault.setAbsent();
    LineOutcome parsed = parser.parse(line, 0, line.length, request);
    List<Step> steps = new ArrayList<>();
    if (parsed != LineOutcome.REQUEST) {
      steps.add(unread(line, parsed));
      return new LineExplanation(parsed, steps);
    }
    steps.add(parsed());
    LineOutcome believed = LineMeter.believable(request, meter, asOfMicros);
    steps.add(believed(line, believed));
    if (believed != LineOutcome.REQUEST) {
      return new LineExplanation(believed, steps);
    }
    count(steps);
    return new LineExplanation(LineOutcome.REQUEST, steps);
  }

  private Step unread(byte[] line, LineOutcome outcome) {
    Findings found = new Findings();
    found.add("outcome", outcome.label(), "format " + source.format().name());
    if (outcome.isReject()) {
      found.add("hint", hint(outcome), "");
      place(line, request.fault, from(field(outcome)), found);
      otherFormat(line)
          .ifPresent(name -> found.add("looks_like", name, "every named format was tried"));
    }
    return new Step("parse", found.list);
  }

  private Optional<String> otherFormat(byte[] line) {
    FormatDetection detection =
        FormatDetection.of(List.of(new LineSample(List.of(line), List.of())));
    return detection
        .best()
        .filter(best -> !detection.guessed())
        .map(best -> best.format().name())
        .filter(name -> !name.equals(source.format().name()));
  }

  private Step parsed() {
    Findings found = new Findings();
    found.add("outcome", LineOutcome.REQUEST.label(), "format " + source.format().name());
    found.add("time", time(request.timeMicros), from("time"));
    found.text("client_ip", request.client, from("client_ip"));
    found.text("method", request.method, from("method"));
    found.text("target", request.target, from("url"));
    found.text("query", request.query, from("query"));
    found.add("status", Integer.toString(request.status), from("status"));
    found.number("bytes_sent", request.bytesSent, from("bytes_sent"));
    Slice agent = request.userAgent;
    found.text("user_agent_as_logged", agent, from("user_agent"));
    found.add(
        "user_agent",
        userAgent(),
        "decoded: " + parser.userAgentEncoding().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    found.text("host", request.host, from("host"));
    found.text("edge_location", request.edgeLocation, from("edge_location"));
    found.text("country", request.country, from("country"));
    found.add("cache_status", request.cacheStatus.label(), from("cache_status"));
    found.add("cdn_internal", Boolean.toString(request.cdnInternal), from("cdn_internal"));
    found.number("range_start", request.rangeStart, from("range_start"));
    found.number("content_length", request.contentLength, from("content_length"));
    found.number("duration_us", request.durationMicros, from("duration"));
    found.text("request_id", request.requestId, from("request_id"));
    found.text("package_name", request.packageName, "named by the origin");
    found.text("package_version", request.packageVersion, "named by the origin");
    return new Step("parse", found.list);
  }

  /** Where the line is wrong; nothing if the parser does not know, or has read a decoded copy. */
  private static void place(byte[] line, Slice fault, String field, Findings found) {
    if (!fault.isPresent() || fault.bytes() != line) {
      return;
    }
    String value =
        fault.length() == 0
            ? "the line ends at byte " + fault.to()
            : "bytes "
                + (fault.from() + 1)
                + " to "
                + fault.to()
                + ": \""
                + fault.toString()
                + "\"";
    found.add("place", value, field.isEmpty() ? "counted from 1" : "counted from 1, " + field);
  }

  /** Our name of the field that a reason speaks of; empty if it is no single one. */
  private static String field(LineOutcome outcome) {
    return switch (outcome) {
      case BAD_TIME -> "time";
      case BAD_STATUS -> "status";
      case BAD_BYTES, BYTES_OUT_OF_RANGE -> "bytes_sent";
      case BAD_METHOD -> "method";
      case UNEXPECTED_HOST -> "host";
      default -> "";
    };
  }

  private Step believed(byte[] line, LineOutcome outcome) {
    Findings found = new Findings();
    boolean fine = outcome == LineOutcome.REQUEST;
    found.add(
        "outcome",
        fine ? "believed" : outcome.label(),
        fine
            ? "time not before "
                + source.validFrom()
                + ", before "
                + source.validTo()
                + " and not after "
                + time(asOfMicros)
                + ", bytes at most 2^40, host expected"
            : hint(outcome));
    if (outcome == LineOutcome.UNEXPECTED_HOST) {
      place(line, request.host, from(field(outcome)), found);
    }
    return new Step("believe", found.list);
  }

  private void count(List<Step> steps) {
    Slice path = new Slice();
    meter.target.path(request.target, path);
    Paths.Meaning meaning = meter.paths.of(path, request);
    PathReading reading = meter.paths.read(path, request);
    HttpMethod method =
        request.method.isPresent()
            ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
            : HttpMethod.ABSENT;
    RequestKind kind = reading.kindOf(method, request.status, request.cdnInternal);
    PackageRef ref = reading.packageRef();
    Findings registry = new Findings();
    registry.add(
        "path",
        path.toString(),
        source.pathPrefix().isEmpty() ? "" : "without the prefix " + source.pathPrefix());
    registry.add(
        "path_kind", reading.readKind().label(), "path grammar of " + source.registry().id());
    registry.add("request_kind", kind.label(), kindWhy(kind, reading.readKind(), method));
    registry.add("package", ref == null ? "" : purl(ref), ref == null ? "names none" : "");
    if (ref != null) {
      registry.add("package_file", ref.file(), "");
    }
    steps.add(new Step("registry", registry.list));

    UserAgents.Verdict verdict = meter.userAgents.of(request.userAgent);
    steps.add(download(meaning, verdict, kind, method));
    steps.add(userAgentStep(verdict));
    Attribution whose = attribution(steps);

    String region = source.regions().regionOf(request.edgeLocation.toString());
    boolean truncated =
        method != HttpMethod.HEAD
            && DownloadDefinition.isTruncated(
                request.status, request.bytesSent, request.contentLength);
    boolean internal = request.cdnInternal;
    Attribution shown = internal ? Attribution.UNATTRIBUTED : whose;
    Findings cell = new Findings();
    long hour = Math.floorDiv(request.timeMicros, CellTime.MICROS_PER_HOUR);
    cell.add("hour", time(hour * CellTime.MICROS_PER_HOUR), "of the event, never of its arrival");
    cell.add("source", source.id(), "");
    cell.add("provider", source.provider(), "");
    cell.add("billing_account", source.billingAccount(), "");
    cell.add(
        "billing_region",
        region,
        request.edgeLocation.isPresent()
            ? "edge location " + request.edgeLocation
            : "the line has no edge location");
    cell.add("organization", shown.organization(), internal ? "traffic inside the CDN" : "");
    cell.add("attribution_method", shown.method().label(), "");
    cell.add("confidence", shown.confidence().label(), "");
    cell.add("network_provider", shown.networkProvider(), "");
    cell.add("network_kind", shown.networkKind().label(), "");
    cell.add(
        "client_country",
        internal || !request.country.isPresent()
            ? Countries.UNKNOWN
            : Countries.code(request.country.toString()),
        "");
    cell.add(
        "traffic_class",
        internal ? TrafficClass.REGISTRY_INTERNAL.label() : verdict.client().trafficClass().label(),
        internal ? "traffic inside the CDN" : "rule " + verdict.client().rule());
    cell.add("client_tool", internal ? "none" : verdict.client().clientTool(), "");
    cell.add("request_kind", kind.label(), "");
    cell.add("cache_status", request.cacheStatus.label(), "");
    cell.add("status_class", StatusClass.of(request.status).label(), "status " + request.status);
    BigDecimal weight = SampleWeight.of(source.sample()).stripTrailingZeros();
    cell.add("sample_weight", weight.toPlainString(), "");
    boolean aborted = StatusClass.of(request.status) == StatusClass.ABORTED || truncated;
    cell.add(
        "adds",
        "1 request, "
            + (request.bytesSent >= 0 ? request.bytesSent + " bytes" : "no bytes (not logged)")
            + (DownloadDefinition.isPartial(request.status, request.rangeStart)
                ? ", 1 partial"
                : "")
            + (aborted ? ", 1 aborted" : ""),
        "bytes are " + source.bytes().label());
    steps.add(new Step("usage", cell.list));
  }

  private static String kindWhy(RequestKind kind, RequestKind readKind, HttpMethod method) {
    return switch (kind) {
      case CDN_INTERNAL -> "traffic inside the CDN is that, whatever its path";
      case REDIRECT -> "the status only points elsewhere";
      default -> kind == readKind ? "" : "by the method " + method;
    };
  }

  private Step download(
      Paths.Meaning meaning, UserAgents.Verdict verdict, RequestKind kind, HttpMethod method) {
    Findings found = new Findings();
    DownloadDefinition definition = catalog.definition();
    boolean hasQuery = request.query.isPresent() || RequestTarget.hasQuery(request.target);
    Optional<String> objection =
        meaning.packageRecord == null
            ? Optional.of("the path names no package")
            : definition.objection(
                meaning.countedUntil,
                kind,
                method,
                request.status,
                request.rangeStart,
                request.bytesSent,
                request.contentLength,
                verdict.admitted(),
                hasQuery,
                request.timeMicros);
    found.add("definition", definition.label(), "");
    found.add(
        "counts",
        objection.isEmpty() ? "yes" : "no",
        objection.orElse("no rule speaks against it"));
    return new Step("download", found.list);
  }

  private Step userAgentStep(UserAgents.Verdict verdict) {
    ClientExplanation explained = catalog.classifier().explain(userAgent());
    Findings found = new Findings();
    found.add(
        "client_tool", verdict.client().clientTool(), "read by " + explained.userAgent().reader());
    found.add("version", explained.userAgent().version(), "");
    found.add("ci", explained.userAgent().ci().label(), explained.userAgent().ciVendor());
    found.add("platform", explained.userAgent().platform().label(), "");
    found.add("agent", explained.userAgent().agent(), "");
    found.add("traffic_class", verdict.client().trafficClass().label(), explained.why());
    found.add("rule", verdict.client().rule(), explained.source());
    return new Step("traffic", found.list);
  }

  private Attribution attribution(List<Step> steps) {
    Findings found = new Findings();
    int index = Attributor.NO_ADDRESS;
    ClientAddress address = new ClientAddress();
    Slice client = request.client;
    String why;
    if (!client.isPresent() || source.client() == ClientKnowledge.NONE) {
      why = "the log knows no client";
    } else if (source.client() == ClientKnowledge.SALTED_HASH) {
      why = "the client is a hash: it can be counted, not found";
    } else if (!address.parse(client.bytes(), client.from(), client.to())) {
      why = "the client is no address";
    } else {
      // The day decides, as in metering, so that one address has one answer a day.
      long day = Math.floorDiv(request.timeMicros, CellTime.MICROS_PER_DAY);
      index =
          catalog.organizations().attributor().indexOf(address.high, address.low, day * 86_400L);
      why = index == Attributor.NO_ADDRESS ? "no network holds " + client : "address " + client;
    }
    Attribution whose = catalog.organizations().attributor().attribution(index);
    found.add("organization", whose.organization(), why);
    found.add("method", whose.method().label(), "");
    found.add("confidence", whose.confidence().label(), "");
    found.add("network_provider", whose.networkProvider(), "");
    found.add("network_kind", whose.networkKind().label(), "");
    steps.add(new Step("attribution", found.list));
    return whose;
  }

  private String userAgent() {
    Slice agent = request.userAgent;
    return agent.isPresent()
        ? parser.userAgentEncoding().decode(agent.bytes(), agent.from(), agent.to())
        : "";
  }

  private String from(String field) {
    String name = logged.get(field);
    return name == null ? "" : name;
  }

  private static String time(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000)
        .toString();
  }

  /** The package's purl, without its file. */
  private static String purl(PackageRef ref) {
    StringBuilder purl = new StringBuilder("pkg:").append(ref.type()).append('/');
    if (!ref.namespace().isEmpty()) {
      purl.append(encode(ref.namespace())).append('/');
    }
    purl.append(encode(ref.name()));
    return ref.version().isEmpty()
        ? purl.toString()
        : purl.append('@').append(encode(ref.version())).toString();
  }

  private static String encode(String part) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~:".indexOf(b) >= 0;
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded
            .append('%')
            .append(Character.forDigit(b >> 4 & 15, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return encoded.toString().replace("%2f", "%2F");
  }

  /** What a person can do about a rejected line. */
  private String hint(LineOutcome outcome) {
    return switch (outcome) {
      case NO_HEADER -> "give the #Fields line of its file first";
      case MALFORMED, OTHER_FORMAT ->
          "the line is not written as format " + source.format().name() + " says";
      case BEFORE_VALIDITY -> "the event is before the source's valid_from, " + source.validFrom();
      case AFTER_VALIDITY -> "the event is not before the source's valid_to, " + source.validTo();
      case IN_THE_FUTURE ->
          "the event is more than five minutes after "
              + time(asOfMicros)
              + "; --as-of sets another";
      default -> RejectReasons.sentence(outcome);
    };
  }

  /** Collects findings; what a line does not say is left out. */
  private static final class Findings {
    final List<Finding> list = new ArrayList<>();

    void add(String name, String value, String why) {
      list.add(new Finding(name, value, why));
    }

    void text(String name, Slice value, String why) {
      if (value.isPresent()) {
        add(name, value.toString(), why);
      }
    }

    void number(String name, long value, String why) {
      if (value != LogRequest.ABSENT) {
        add(name, Long.toString(value), why);
      }
    }
  }
}
