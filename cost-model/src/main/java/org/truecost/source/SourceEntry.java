package org.truecost.source;

import java.math.BigDecimal;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import org.truecost.config.Kebab;
import org.truecost.config.Problems;
import org.truecost.config.Section;

/** One entry of {@code sources.yaml}. */
final class SourceEntry {
  /** Older than any log of a registry behind a CDN: dates of 1970 are rejected, not metered. */
  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

  private static final LocalDate OPEN_END = LocalDate.of(9999, 12, 31);

  /** Days are divided by it, and each part is looked at. */
  private static final Duration LEAST_EVERY = Duration.ofMinutes(1);

  private static final FormatSpec UNREADABLE = FormatSpec.named("");

  private final Section section;
  private final Problems problems;
  private final Set<String> formatNames;
  private final Function<FormatSpec, Optional<String>> formatProblem;
  private final Function<FormatSpec, Optional<String>> requestIdProblem;
  private final BillingRegionsLoader regions;
  private final String id;

  SourceEntry(
      Section entry,
      Problems problems,
      Set<String> formatNames,
      Function<FormatSpec, Optional<String>> formatProblem,
      Function<FormatSpec, Optional<String>> requestIdProblem,
      BillingRegionsLoader regions) {
    this.problems = problems;
    this.formatNames = formatNames;
    this.formatProblem = formatProblem;
    this.requestIdProblem = requestIdProblem;
    this.regions = regions;
    id = entry.requiredText("id");
    section = id.isEmpty() ? entry : entry.named(id);
  }

  String id() {
    return id;
  }

  void problem(String key, String message) {
    section.problem(key, message);
  }

  /** The source; empty if its problems leave none. */
  Optional<Source> read() {
    int before = problems.all().size();
    kebab("id", id);
    Registry registry = section.choice("registry", List.of(Registry.values()), Registry::id, null);
    String provider = requiredKebab("provider");
    String billingAccount = requiredKebab("billing_account");
    FormatSpec format = format();
    List<String> files = files();
    String pathPrefix = pathPrefix();
    ByteMeaning bytes =
        section.choice("bytes", List.of(ByteMeaning.values()), ByteMeaning::label, null);
    ClientKnowledge client =
        section.choice(
            "client",
            List.of(ClientKnowledge.values()),
            ClientKnowledge::label,
            ClientKnowledge.ADDRESS);
    Sampling sample = sample();
    BillingRegions billingRegions = billingRegions(provider);
    LocalDate validFrom = section.date("valid_from", EARLIEST);
    LocalDate validTo = section.date("valid_to", OPEN_END);
    if (!validFrom.isBefore(validTo)) {
      problem(
          "valid_to", validTo + " is not after valid_from " + validFrom + ": the end is exclusive");
    }
    List<String> hosts = hosts();
    PackageGrain grain =
        section.choice(
            "grain", List.of(PackageGrain.values()), PackageGrain::label, PackageGrain.FILE);
    Expectation expectation = expectation();
    Deduplication deduplication = deduplication();
    section.close();
    if (problems.all().size() == before && deduplication != null) {
      requestIdProblem.apply(format).ifPresent(message -> problem("dedup", message));
    }
    if (problems.all().size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Source(
            id,
            registry,
            provider,
            billingAccount,
            format,
            files,
            pathPrefix,
            bytes,
            client,
            sample,
            billingRegions,
            startOfDay(validFrom),
            startOfDay(validTo),
            hosts,
            grain,
            expectation,
            deduplication));
  }

  private FormatSpec format() {
    if (!section.isMapping("format")) {
      return section
          .optionalText("format")
          .map(this::namedFormat)
          .orElseGet(
              () -> {
                if (!section.has("format")) {
                  problem(
                      "format",
                      "is missing; it is one of "
                          + String.join(", ", formatNames)
                          + ", { log_format: '…' } or { json: { … } }");
                }
                return UNREADABLE;
              });
    }
    Section mapping = section.section("format").orElseThrow();
    Optional<String> logFormat = mapping.optionalText("log_format");
    boolean hasJson = mapping.has("json");
    Map<String, String> json = mapping.textMap("json");
    mapping.close();
    if (logFormat.isPresent() == hasJson) {
      problem("format", "has either log_format or json, and nothing else");
      return UNREADABLE;
    }
    FormatSpec format =
        hasJson
            ? new FormatSpec(FormatSpec.JSON, "", json)
            : new FormatSpec(FormatSpec.LOG_FORMAT, logFormat.orElseThrow(), Map.of());
    formatProblem
        .apply(format)
        .ifPresent(message -> mapping.problem(hasJson ? "json" : "log_format", message));
    return format;
  }

  private FormatSpec namedFormat(String name) {
    if (name.equals(FormatSpec.JSON) || name.equals(FormatSpec.LOG_FORMAT)) {
      problem(
          "format",
          "\""
              + name
              + "\" alone does not say enough; write { log_format: '…' } or { json: { … } }");
      return UNREADABLE;
    }
    return FormatSpec.named(
        section.choice("format", formatNames, Function.identity(), UNREADABLE.name()));
  }

  private List<String> files() {
    List<String> files = section.texts("files");
    if (files.isEmpty()) {
      if (!section.has("files")) {
        problem("files", "is missing; it lists globs such as \"cloudfront/*.log.gz\"");
      } else {
        problem("files", "is empty; it lists globs such as \"cloudfront/*.log.gz\"");
      }
    }
    for (int i = 0; i < files.size(); i++) {
      String glob = files.get(i);
      String key = "files[" + i + "]";
      if (glob.isBlank()) {
        problem(key, "is empty");
      } else if (glob.startsWith("/") || List.of(glob.split("/", -1)).contains("..")) {
        problem(key, "\"" + glob + "\" must lie below the replayed directory: no leading /, no ..");
      } else {
        try {
          FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
          problem(key, "\"" + glob + "\" is not a glob: " + e.getDescription());
        }
      }
    }
    return files;
  }

  private String pathPrefix() {
    String prefix = section.text("path_prefix", "");
    if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
      problem("path_prefix", "\"" + prefix + "\" must begin with / and not end with it");
    }
    return prefix;
  }

  private Sampling sample() {
    Optional<Section> given = section.section("sample");
    if (given.isEmpty()) {
      return Sampling.COMPLETE;
    }
    Section sample = given.get();
    Sampling.Unit by =
        sample.choice(
            "by", List.of(Sampling.Unit.values()), Sampling.Unit::label, Sampling.Unit.REQUEST);
    int before = problems.all().size();
    BigDecimal rate = sample.decimal("rate", null);
    boolean isNumber = problems.all().size() == before;
    sample.close();
    if (rate.signum() > 0 && rate.compareTo(BigDecimal.ONE) <= 0) {
      return new Sampling(by, rate);
    }
    if (isNumber) {
      sample.problem(
          "rate", rate.toPlainString() + " is not above 0 and at most 1; 0.01 is one in a hundred");
    }
    return Sampling.COMPLETE;
  }

  private BillingRegions billingRegions(String provider) {
    Optional<String> fixed = section.optionalText("region");
    Optional<String> from = section.optionalText("region_from");
    if (fixed.isPresent() == from.isPresent()) {
      problem(
          "region_from",
          (fixed.isPresent() ? "and region exclude each other" : "is missing")
              + "; give region_from: edge_location, or a fixed one such as region: eu");
      return BillingRegions.fixed(BillingRegions.UNKNOWN);
    }
    if (fixed.isPresent()) {
      section.requiredText("region");
      kebab("region", fixed.get());
      return BillingRegions.fixed(fixed.get());
    }
    section.choice("region_from", List.of("edge_location"), Function.identity(), "edge_location");
    if (!Kebab.isKebab(provider)) {
      return BillingRegions.fixed(BillingRegions.UNKNOWN);
    }
    return regions
        .ofProvider(provider)
        .orElseGet(
            () -> {
              problem(
                  "region_from",
                  "needs the file "
                      + BillingRegionsLoader.path(provider)
                      + " in the configuration directory; write it, or give a fixed one such as"
                      + " region: eu");
              return BillingRegions.fixed(BillingRegions.UNKNOWN);
            });
  }

  private List<String> hosts() {
    List<String> hosts = section.texts("hosts");
    for (int i = 0; i < hosts.size(); i++) {
      String host = hosts.get(i);
      boolean plain =
          !host.isEmpty()
              && host.chars()
                  .allMatch(
                      c ->
                          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.');
      if (!plain) {
        problem(
            "hosts[" + i + "]",
            "\"" + host + "\" is not a host name in lower case without scheme, port and path");
      }
    }
    return hosts;
  }

  private Expectation expectation() {
    Optional<Section> given = section.section("expect");
    if (given.isEmpty()) {
      return null;
    }
    Duration every = positive(given.get(), "every");
    if (every.compareTo(Duration.ZERO) > 0 && every.compareTo(LEAST_EVERY) < 0) {
      given.get().problem("every", every + " is less than a minute; write PT1M or more");
    }
    Duration within = positive(given.get(), "within");
    given.get().close();
    return new Expectation(every, within);
  }

  private Deduplication deduplication() {
    if (!section.has("dedup")) {
      return null;
    }
    if (!section.isMapping("dedup")) {
      section.optionalText("dedup");
      problem(
          "dedup",
          "says neither how long to remember lines nor in how much memory; write it as"
              + " { by: request_id, horizon: PT6H, memory: 64MiB }");
      return null;
    }
    Section given = section.section("dedup").orElseThrow();
    given.choice("by", List.of("request_id"), Function.identity(), null);
    if (!given.has("horizon")) {
      given.problem(
          "horizon",
          "is missing: how far behind the newest line others are remembered; write it as PT6H");
    }
    Duration horizon = given.duration("horizon", Duration.ofHours(6));
    if (horizon.compareTo(Deduplication.SHORTEST_HORIZON) < 0
        || horizon.compareTo(Deduplication.LONGEST_HORIZON) > 0) {
      given.problem("horizon", horizon + " is not between PT1M and P31D");
    }
    if (!given.has("memory")) {
      given.problem(
          "memory", "is missing: what remembering lines may take at most; write it as 64MiB");
    }
    long memory = given.binaryBytes("memory", 64L << 20);
    if (memory < Deduplication.LEAST_MEMORY_BYTES) {
      given.problem("memory", memory + " bytes are less than 1MiB");
    }
    given.close();
    return new Deduplication(horizon, memory);
  }

  private static Duration positive(Section expect, String key) {
    if (!expect.has(key)) {
      expect.problem(key, "is missing; write it as PT1H or P1D");
    }
    Duration duration = expect.duration(key, Duration.ofHours(1));
    if (duration.isNegative() || duration.isZero()) {
      expect.problem(key, duration + " is not longer than nothing");
    }
    return duration;
  }

  private String requiredKebab(String key) {
    String name = section.requiredText(key);
    kebab(key, name);
    return name;
  }

  private void kebab(String key, String name) {
    if (name.replace('-', ' ').replace('_', ' ').equalsIgnoreCase("fill in")) {
      problem(key, "is still \"" + name + "\", as init left it: only you can know it");
    } else if (!name.isBlank() && !Kebab.isKebab(name)) {
      problem(key, "\"" + name + "\" " + Kebab.RULE);
    }
  }

  private static Instant startOfDay(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
