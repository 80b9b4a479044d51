package org.truecost.ingest.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.download.DownloadDefinition;
import org.truecost.download.DownloadDefinitions;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LineParser;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.ingest.registry.LoggedPackage;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RegistryPathGrammars;
import org.truecost.ingest.registry.RegistryPaths;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.request.HttpMethod;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;
import org.truecost.source.FormatSpec;
import org.truecost.source.Registry;

/**
 * Each profile counts what the system it is named for counts on lines like its own; the README
 * beside the logs names the behaviour that each shows.
 */
class ParityTest {
  private static final Path LOGS = Path.of("src", "test", "resources", "parity");
  private static final DownloadDefinitions DEFINITIONS = definitions();

  record Case(String profile, String name, String format, Registry registry, String pathPrefix) {
    Path file(String suffix) {
      return LOGS.resolve(profile).resolve(name + suffix);
    }

    @Override
    public String toString() {
      return profile + "/" + name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("crates-io", "cloudfront-basic", "cloudfront", Registry.CRATES_IO, ""),
        new Case("crates-io", "cloudfront-percent-encoding", "cloudfront", Registry.CRATES_IO, ""),
        new Case("crates-io", "cloudfront-unrelated-traffic", "cloudfront", Registry.CRATES_IO, ""),
        new Case(
            "crates-io", "cloudfront-recoverable-errors", "cloudfront", Registry.CRATES_IO, ""),
        new Case("crates-io", "cloudfront-unknown-version", "cloudfront", Registry.CRATES_IO, ""),
        new Case("crates-io", "fastly-basic", "fastly-crates-io", Registry.CRATES_IO, ""),
        new Case(
            "crates-io", "fastly-percent-encoding", "fastly-crates-io", Registry.CRATES_IO, ""),
        new Case(
            "crates-io", "fastly-unrelated-traffic", "fastly-crates-io", Registry.CRATES_IO, ""),
        new Case(
            "crates-io", "fastly-recoverable-errors", "fastly-crates-io", Registry.CRATES_IO, ""),
        new Case("crates-io", "fastly-user-agents", "fastly-crates-io", Registry.CRATES_IO, ""),
        new Case("rubygems", "counting-line", "fastly-text", Registry.RUBYGEMS, ""),
        new Case("rubygems", "kirby-ten", "fastly-rubygems", Registry.RUBYGEMS, ""),
        new Case("rubygems", "kirby-ten-twice", "fastly-rubygems", Registry.RUBYGEMS, ""),
        new Case("hex-style", "rubygems-paths", "fastly-rubygems", Registry.RUBYGEMS, ""),
        new Case("hex-style", "hex-lines", "fastly-text", Registry.RUBYGEMS, ""),
        new Case("pypi", "linehaul", "pypi-linehaul", Registry.PYPI, ""),
        new Case("pypi", "edge-rules", "combined", Registry.PYPI, ""),
        new Case("open-vsx", "fastly", "fastly-open-vsx", Registry.OPEN_VSX, ""),
        new Case("open-vsx", "cloudfront", "cloudfront", Registry.OPEN_VSX, ""),
        new Case("open-vsx", "azure-storage", "azure-storage", Registry.OPEN_VSX, "/vsx-files"),
        new Case("default", "clojars-lines", "fastly-text", Registry.MAVEN_CENTRAL, ""),
        new Case("default", "piwheels-lines", "combined", Registry.PYPI, ""),
        new Case("default", "partial-and-aborted", "cloudfront", Registry.CRATES_IO, ""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsAsTheSystemCounts(Case given) throws IOException {
    String expected = Files.readString(given.file(".expected"), StandardCharsets.UTF_8);

    assertThat(new Replay(given).text()).isEqualTo(expected);
  }

  @Test
  void everyLogHasACase() throws IOException {
    try (Stream<Path> files = Files.walk(LOGS)) {
      assertThat(files.filter(file -> file.toString().endsWith(".log")))
          .containsExactlyInAnyOrderElementsOf(
              cases().stream().map(each -> each.file(".log")).toList());
    }
  }

  /** One log read line by line, in the order of steps that the metering job uses. */
  private static final class Replay {
    private final LineParser parser;
    private final RequestTarget target;
    private final RegistryPaths paths;
    private final DownloadDefinition definition;
    private final LogRequest request = new LogRequest();
    private final Slice path = new Slice();
    private final Map<LineOutcome, Integer> outcomes = new TreeMap<>();
    private final Map<String, Integer> downloads = new TreeMap<>();

    Replay(Case given) throws IOException {
      parser = LogFormats.parserFor(FormatSpec.named(given.format()));
      target = new RequestTarget(given.registry(), given.pathPrefix());
      paths = RegistryPathGrammars.standard().of(given.registry());
      definition = DEFINITIONS.byId(given.profile()).orElseThrow();
      byte[] bytes = Files.readAllBytes(given.file(".log"));
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          line(bytes, from, i);
          from = i + 1;
        }
      }
    }

    private void line(byte[] bytes, int from, int to) {
      LineOutcome outcome = parser.parse(bytes, from, to, request);
      outcomes.merge(outcome, 1, Integer::sum);
      if (outcome == LineOutcome.REQUEST) {
        count();
      }
    }

    private void count() {
      target.path(request.target, path);
      String text = path.toString();
      PathReading reading =
          LoggedPackage.prefer(
              paths.read(text, RequestTarget.timesEncoded(parser.targetEncoding())), request, text);
      HttpMethod method =
          request.method.isPresent()
              ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
              : HttpMethod.ABSENT;
      RequestKind kind = reading.kindOf(method, request.status, request.cdnInternal);
      PackageRef ref = reading.packageRef();
      boolean counts =
          definition.counts(
              definition.countedUntil(reading.readKind(), ref == null ? "" : ref.file()),
              kind,
              method,
              request.status,
              request.rangeStart,
              request.bytesSent,
              request.contentLength,
              definition.admits(userAgent()),
              RequestTarget.hasQuery(request.target),
              request.timeMicros);
      if (counts) {
        String name = ref.namespace().isEmpty() ? ref.name() : ref.namespace() + "/" + ref.name();
        downloads.merge(
            day() + " " + name + "@" + ref.version() + " " + ref.file(), 1, Integer::sum);
      }
    }

    private String userAgent() {
      if (!request.userAgent.isPresent()) {
        return null;
      }
      String raw = request.userAgent.toString();
      TextEncoding encoding = parser.userAgentEncoding();
      return encoding == TextEncoding.PLAIN ? raw : raw.replace("%20", " ").replace("%2F", "/");
    }

    private String day() {
      return Instant.ofEpochSecond(Math.floorDiv(request.timeMicros, 1_000_000L))
          .atOffset(ZoneOffset.UTC)
          .toLocalDate()
          .toString();
    }

    String text() {
      String fates =
          outcomes.entrySet().stream()
              .map(each -> each.getKey().label() + " " + each.getValue())
              .sorted()
              .collect(Collectors.joining(", "));
      StringBuilder text = new StringBuilder("lines ").append(fates).append('\n');
      downloads.forEach((key, count) -> text.append(key).append(" .. ").append(count).append('\n'));
      return text.toString();
    }
  }

  private static DownloadDefinitions definitions() {
    Problems problems = new Problems();
    DownloadDefinitions definitions =
        DownloadDefinitions.load(ConfigDirectory.read(Path.of("..", "config")), problems);
    problems.throwIfAny();
    return definitions;
  }
}
