package org.truecost.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;

class SourcesLoaderTest {
  private static final String MINIMAL =
      """
      sources:
        - id: one
          registry: pypi
          provider: fastly
          billing_account: main
          format: combined
          files: "*.log"
          bytes: body
          region: eu
      """;

  private final Map<String, String> files = new LinkedHashMap<>();

  @Test
  void whatInitLeftToBeFilledInIsNoSetting() {
    files.put(
        "sources.yaml",
        MINIMAL.replace("fastly", "FILL-IN").replace("main", "fill-in").replace("eu", "FILL IN"));

    assertThatThrownBy(this::load)
        .hasMessageContaining("provider: is still \"FILL-IN\", as init left it")
        .hasMessageContaining("billing_account: is still \"fill-in\"")
        .hasMessageContaining("region: is still \"FILL IN\"");
  }

  @Test
  void readsEveryKey() {
    files.put("regions/cloudfront.csv", "edge_prefix,billing_region,source\nFRA,eu,\nF,na,\n");
    files.put(
        "sources.yaml",
        """
        sources:
          - id: crates-io-static
            registry: crates-io
            provider: cloudfront
            billing_account: crates-io-aws
            format: cloudfront
            files: ["cloudfront/*.log.gz", "more/**"]
            path_prefix: /mirror
            bytes: body_and_headers
            client: salted_hash
            sample: { by: client, rate: 0.10 }
            region_from: edge_location
            valid_from: 2020-01-01
            valid_to: 2027-01-01
            hosts: [static.registry.example]
            expect: { every: PT1H, within: PT24H }
            grain: version
        """);

    Source source = load().get(0);

    assertThat(source.id()).isEqualTo("crates-io-static");
    assertThat(source.registry()).isEqualTo(Registry.CRATES_IO);
    assertThat(source.provider()).isEqualTo("cloudfront");
    assertThat(source.billingAccount()).isEqualTo("crates-io-aws");
    assertThat(source.format()).isEqualTo(FormatSpec.named("cloudfront"));
    assertThat(source.files()).containsExactly("cloudfront/*.log.gz", "more/**");
    assertThat(source.pathPrefix()).isEqualTo("/mirror");
    assertThat(source.bytes()).isEqualTo(ByteMeaning.BODY_AND_HEADERS);
    assertThat(source.client()).isEqualTo(ClientKnowledge.SALTED_HASH);
    assertThat(source.sample())
        .isEqualTo(new Sampling(Sampling.Unit.CLIENT, new BigDecimal("0.10")));
    assertThat(source.regions().regionOf("FRA56-P4")).isEqualTo("eu");
    assertThat(source.regions().regionOf("FOO1")).isEqualTo("na");
    assertThat(source.regions().regionOf("XYZ")).isEqualTo("unknown");
    assertThat(source.validFrom()).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    assertThat(source.validTo()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(source.hosts()).containsExactly("static.registry.example");
    assertThat(source.declaredExpectation())
        .contains(new Expectation(Duration.ofHours(1), Duration.ofHours(24)));
    assertThat(source.grain()).isEqualTo(PackageGrain.VERSION);
  }

  @Test
  void whatMayBeLeftOutHasADefault() {
    files.put("sources.yaml", MINIMAL);

    Source source = load().get(0);

    assertThat(source.files()).containsExactly("*.log");
    assertThat(source.pathPrefix()).isEmpty();
    assertThat(source.client()).isEqualTo(ClientKnowledge.ADDRESS);
    assertThat(source.sample()).isEqualTo(Sampling.COMPLETE);
    assertThat(source.regions().regionOf("FRA")).isEqualTo("eu");
    assertThat(source.validFrom()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
    assertThat(source.validTo()).isEqualTo(Instant.parse("9999-12-31T00:00:00Z"));
    assertThat(source.hosts()).isEmpty();
    assertThat(source.grain()).isEqualTo(PackageGrain.FILE);
    assertThat(source.declaredExpectation()).isEmpty();
  }

  @Test
  void aFormatMayBeAStringOrAFieldMapping() {
    String second = MINIMAL.substring(MINIMAL.indexOf('\n') + 1).replace("id: one", "id: two");
    files.put(
        "sources.yaml",
        MINIMAL.replace("format: combined", "format: { log_format: '$remote_addr $status' }")
            + second.replace("format: combined", "format: { json: { client_ip: http.ClientIP } }"));

    List<Source> sources = load();

    assertThat(sources)
        .extracting(Source::format)
        .containsExactly(
            new FormatSpec("log-format", "$remote_addr $status", Map.of()),
            new FormatSpec("json", "", Map.of("client_ip", "http.ClientIP")));
  }

  @Test
  void saysAllThatIsWrongWithEveryEntry() {
    files.put(
        "sources.yaml",
        """
        source: []
        sources:
          - id: Crates IO
            registry: crates
            provider: nowhere
            billing_account: ""
            format: combind
            files: ["a[", "/b", "c/../d", ""]
            path_prefix: mirror/
            bytes: bits
            client: adress
            sample: { by: day, rate: 0, of: 1 }
            region_from: edge
            valid_from: 2026-02-30
            valid_to: 1999-12-31
            hosts: ["https://Registry.example/"]
            expect: { every: 1h }
            grian: file
          - registry: pypi
          - id: three
            registry: npm
            provider: fastly
            billing_account: main
            format: { log_format: '$unknown' }
            files: []
            bytes: body
            region: eu
            region_from: edge_location
            sample: { rate: 1.5 }
            expect: { every: PT0.000001S, within: PT0S }
          - id: three
            registry: npm
            provider: fastly
            billing_account: main
            format: { json: { a: b }, log_format: x, regex: y }
            files: x
            bytes: body
            region: eu
          - text
        """);

    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            config/sources.yaml: 40 problems
              sources[4]: must be a mapping
              sources[0] (Crates IO) id: "Crates IO" must be kebab-case: a-z, 0-9 and single hyphens between them
              sources[0] (Crates IO) registry: "crates" is not one of pypi, crates-io, rubygems, npm, open-vsx, maven-central; did you mean "crates-io"?
              sources[0] (Crates IO) billing_account: is empty
              sources[0] (Crates IO) format: "combind" is not one of cloudfront, combined; did you mean "combined"?
              sources[0] (Crates IO) files[0]: "a[" is not a glob: Missing ']
              sources[0] (Crates IO) files[1]: "/b" must lie below the replayed directory: no leading /, no ..
              sources[0] (Crates IO) files[2]: "c/../d" must lie below the replayed directory: no leading /, no ..
              sources[0] (Crates IO) files[3]: is empty
              sources[0] (Crates IO) path_prefix: "mirror/" must begin with / and not end with it
              sources[0] (Crates IO) bytes: "bits" is not one of body, body_and_headers, content_length
              sources[0] (Crates IO) client: "adress" is not one of address, salted_hash, none; did you mean "address"?
              sources[0] (Crates IO) sample by: "day" is not one of request, client, file
              sources[0] (Crates IO) sample of: is not a known key
              sources[0] (Crates IO) sample rate: 0 is not above 0 and at most 1; 0.01 is one in a hundred
              sources[0] (Crates IO) region_from: "edge" is not one of edge_location
              sources[0] (Crates IO) region_from: needs the file regions/nowhere.csv in the configuration directory; write it, or give a fixed one such as region: eu
              sources[0] (Crates IO) valid_from: "2026-02-30" is not a date; write it as 2026-10-31
              sources[0] (Crates IO) valid_to: 1999-12-31 is not after valid_from 2000-01-01: the end is exclusive
              sources[0] (Crates IO) hosts[0]: "https://Registry.example/" is not a host name in lower case without scheme, port and path
              sources[0] (Crates IO) expect every: "1h" is not a duration; write it as PT1H or P1D
              sources[0] (Crates IO) expect within: is missing; write it as PT1H or P1D
              sources[0] (Crates IO) grian: is not a known key; did you mean "grain"?
              sources[1] id: is missing
              sources[1] provider: is missing
              sources[1] billing_account: is missing
              sources[1] format: is missing; it is one of cloudfront, combined, { log_format: '…' } or { json: { … } }
              sources[1] files: is missing; it lists globs such as "cloudfront/*.log.gz"
              sources[1] bytes: is missing; it is one of body, body_and_headers, content_length
              sources[1] region_from: is missing; give region_from: edge_location, or a fixed one such as region: eu
              sources[2] (three) format log_format: $unknown is no variable
              sources[2] (three) files: is empty; it lists globs such as "cloudfront/*.log.gz"
              sources[2] (three) sample rate: 1.5 is not above 0 and at most 1; 0.01 is one in a hundred
              sources[2] (three) region_from: and region exclude each other; give region_from: edge_location, or a fixed one such as region: eu
              sources[2] (three) expect every: PT0.000001S is less than a minute; write PT1M or more
              sources[2] (three) expect within: PT0S is not longer than nothing
              sources[3] (three) format regex: is not a known key
              sources[3] (three) format: has either log_format or json, and nothing else
              sources[3] (three) id: "three" is already the id of sources[2]
              source: is not a known key; did you mean "sources"?\
            """);
  }

  @Test
  void aWrongFormatStringIsAProblemAtItsPlace() {
    files.put(
        "sources.yaml",
        MINIMAL.replace("format: combined", "format: { log_format: '$remote_addr $unknown' }"));

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/sources.yaml: 1 problem
              sources[0] (one) format log_format: $unknown is no variable\
            """);
  }

  @Test
  void linesThatComeAgainCountOnceIfHorizonAndMemoryAreGiven() {
    files.put("sources.yaml", withDedup("{ by: request_id, horizon: PT6H, memory: 64MiB }"));

    assertThat(load().get(0).declaredDeduplication())
        .contains(new Deduplication(java.time.Duration.ofHours(6), 64L << 20));
    files.put("sources.yaml", MINIMAL);
    assertThat(load().get(0).declaredDeduplication()).isEmpty();
  }

  @Test
  void theShortFormOfDedupSaysWhatItLacks() {
    files.put("sources.yaml", withDedup("request_id"));

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/sources.yaml: 1 problem
              sources[0] (one) dedup: says neither how long to remember lines nor in how much memory; write it as { by: request_id, horizon: PT6H, memory: 64MiB }\
            """);
  }

  @Test
  void dedupNeedsAllThreeAndNothingElse() {
    files.put("sources.yaml", withDedup("{ for: ever }"));

    assertThatThrownBy(this::load)
        .hasMessageContaining("dedup by: is missing")
        .hasMessageContaining("dedup horizon: is missing")
        .hasMessageContaining("dedup memory: is missing")
        .hasMessageContaining("dedup for: is not a known key");
  }

  @Test
  void dedupIsByRequestIdWithinBounds() {
    files.put("sources.yaml", withDedup("{ by: line, horizon: P60D, memory: 64 }"));

    assertThatThrownBy(this::load)
        .hasMessageContaining("dedup by: \"line\" is not one of request_id")
        .hasMessageContaining("dedup horizon: PT1440H is not between PT1M and P31D")
        .hasMessageContaining("dedup memory: \"64\" is not a size; write it as 64MiB");
    files.put("sources.yaml", withDedup("{ by: request_id, horizon: PT1S, memory: 64KiB }"));
    assertThatThrownBy(this::load)
        .hasMessageContaining("dedup horizon: PT1S is not between PT1M and P31D")
        .hasMessageContaining("dedup memory: 65536 bytes are less than 1MiB");
  }

  @Test
  void aFormatWithoutRequestIdsCannotBeDeduplicated() {
    files.put(
        "sources.yaml", MINIMAL + "    dedup: { by: request_id, horizon: PT6H, memory: 64MiB }\n");

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/sources.yaml: 1 problem
              sources[0] (one) dedup: needs a request id in each line\
            """);
  }

  private static String withDedup(String dedup) {
    return MINIMAL.replace("format: combined", "format: cloudfront") + "    dedup: " + dedup + "\n";
  }

  @Test
  void problemsOfTheRegionsComeWithThoseOfTheSources() {
    files.put(
        "regions/fastly.csv",
        "edge_prefix,billing_region,source\nFRA,eu,\nFRA,na,\nLON,Great Britain,\n,eu,\n");
    files.put(
        "sources.yaml", MINIMAL.replace("region: eu", "region_from: edge_location\n    typo: 1"));

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/regions/fastly.csv: 3 problems
              line 3 edge_prefix: "FRA" is already in line 2
              line 4 billing_region: "Great Britain" must be kebab-case: a-z, 0-9 and single hyphens between them
              line 5 edge_prefix: is missing
            config/sources.yaml: 1 problem
              sources[0] (one) typo: is not a known key\
            """);
  }

  @Test
  void sourcesMayLieAnywhere() {
    List<Source> sources =
        loader()
            .load(
                Path.of("elsewhere/mine.yaml"),
                MINIMAL.getBytes(StandardCharsets.UTF_8),
                ConfigDirectory.of(Map.of()));

    assertThat(sources).extracting(Source::id).containsExactly("one");
  }

  @Test
  void saysWhereSourcesAreMissing() {
    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/sources.yaml: 1 problem
              does not exist; name another with --sources FILE\
            """);
  }

  @Test
  void aFileWithoutSourcesIsAnError() {
    files.put("sources.yaml", "sources: []\n");

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/sources.yaml: 1 problem
              sources: is missing or empty; it lists at least one source\
            """);
  }

  private List<Source> load() {
    return loader().load(ConfigDirectory.of(files));
  }

  private static SourcesLoader loader() {
    return new SourcesLoader(
        Set.of("combined", "cloudfront"),
        format ->
            format.logFormat().contains("$unknown")
                ? Optional.of("$unknown is no variable")
                : Optional.empty(),
        format ->
            format.name().equals("combined")
                ? Optional.of("needs a request id in each line")
                : Optional.empty());
  }
}
