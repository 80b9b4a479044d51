package org.truecost.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

/** The definitions as they are shipped in {@code config/downloads}. */
class DownloadDefinitionTest {
  private static final DownloadDefinitions SHIPPED = shipped();

  private static DownloadDefinitions shipped() {
    Problems problems = new Problems();
    DownloadDefinitions definitions =
        DownloadDefinitions.load(ConfigDirectory.read(Path.of("..", "config")), problems);
    problems.throwIfAny();
    return definitions;
  }

  @Test
  void sixAreShipped() {
    assertThat(SHIPPED.all())
        .extracting(DownloadDefinition::label)
        .containsExactly(
            "crates-io/2025-10-27",
            "default/2026-11",
            "hex-style/2026-11",
            "open-vsx/2026-11",
            "pypi/2026-08-24",
            "rubygems/2015-11");
  }

  @ParameterizedTest
  @CsvSource({
    // definition, method, status, range start, bytes, length, counts
    "default, GET, 200, -1, 700, 500, true",
    "default, GET, 200, -1, -1, 500, true",
    "default, GET, 200, -1, 700, -1, true",
    "default, GET, 200, -1, 499, 500, false",
    "default, GET, 206, 0, 100, -1, true",
    "default, GET, 206, 100, 100, -1, false",
    "default, GET, 206, -1, 100, -1, false",
    "default, HEAD, 200, -1, 700, -1, false",
    "default, OPTIONS, 200, -1, 700, -1, false",
    "default, ABSENT, 200, -1, -1, -1, true",
    "default, OTHER, 200, -1, -1, -1, false",
    "default, GET, 304, -1, 300, -1, false",
    "default, GET, 0, -1, 300, -1, false",
    "default, GET, 404, -1, 300, -1, false",
    "default, GET, 999, -1, 300, -1, false",
    "default, GET, -7, -1, 300, -1, false",
    "crates-io, GET, 200, -1, 499, 500, true",
    "crates-io, GET, 206, 0, 100, -1, false",
    "crates-io, ABSENT, 200, -1, 100, -1, false",
    "rubygems, HEAD, 200, -1, 700, -1, true",
    "rubygems, ABSENT, 304, -1, 700, -1, true",
    "rubygems, GET, 206, 0, 700, -1, false",
    "hex-style, GET, 304, -1, 700, -1, true",
    "hex-style, HEAD, 200, -1, 700, -1, false",
    "hex-style, GET, 206, 0, 700, -1, false",
    "pypi, GET, 206, 4096, 700, -1, true",
    "pypi, OPTIONS, 200, -1, 700, -1, true",
    "pypi, HEAD, 200, -1, 700, -1, false",
    "pypi, GET, 304, -1, 700, -1, false",
    "open-vsx, GET, 200, -1, 499, 500, true",
    "open-vsx, GET, 206, 0, 499, 500, false",
    "open-vsx, OPTIONS, 200, -1, 499, 500, false",
  })
  void countsWhatTheSystemCounts(
      String id,
      HttpMethod method,
      int status,
      long rangeStart,
      long bytesSent,
      long contentLength,
      boolean expected) {
    DownloadDefinition definition = definition(id);
    long until = definition.countedUntil(RequestKind.ARTIFACT, "a.vsix");

    assertThat(
            definition.counts(
                until,
                RequestKind.ARTIFACT,
                method,
                status,
                rangeStart,
                bytesSent,
                contentLength,
                true,
                false,
                at("2026-10-01")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "crates-io", "rubygems", "hex-style", "pypi", "open-vsx"})
  void countsNoSidecarIndexOrRedirect(String id) {
    DownloadDefinition definition = definition(id);

    for (RequestKind kind : RequestKind.values()) {
      long until = definition.countedUntil(kind, "a.vsix");
      assertThat(until)
          .isEqualTo(kind == RequestKind.ARTIFACT ? Long.MAX_VALUE : DownloadDefinition.NEVER);
      boolean counts = get(definition, until, RequestKind.REDIRECT, true, false, "2026-10-01");
      assertThat(counts).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "default, false",
    "pypi, false",
    "crates-io, true",
    "rubygems, true",
    "open-vsx, true"
  })
  void trafficInsideTheCdnCountsOnlyWhereTheSystemCannotTellItApart(String id, boolean expected) {
    assertThat(
            get(
                definition(id),
                Long.MAX_VALUE,
                RequestKind.CDN_INTERNAL,
                true,
                false,
                "2026-10-01"))
        .isEqualTo(expected);
  }

  @Test
  void pypiCountsCoreMetadataBeforeTheSwitchAndNotAfter() {
    DownloadDefinition pypi = definition("pypi");
    long until = pypi.countedUntil(RequestKind.METADATA, "a-1.0-py3-none-any.whl.metadata");

    assertThat(get(pypi, until, RequestKind.METADATA, true, false, "2026-08-23")).isTrue();
    assertThat(get(pypi, until, RequestKind.METADATA, true, false, "2026-08-24")).isFalse();
    assertThat(pypi.countedUntil(RequestKind.METADATA, "")).isEqualTo(DownloadDefinition.NEVER);
  }

  @Test
  void cratesIoFiltersUserAgentsSinceTheSwitch() {
    DownloadDefinition crates = definition("crates-io");

    assertThat(crates.admits("cargo/1.92.0-nightly (344c4567c 2025-10-21)")).isTrue();
    assertThat(crates.admits("cargo 1.74.0")).isTrue();
    assertThat(crates.admits("cargo%2F1.74.0")).isTrue();
    assertThat(crates.admits(null)).isTrue();
    assertThat(crates.admits("")).isFalse();
    assertThat(crates.admits("cargo")).isFalse();
    assertThat(crates.admits("Cargo/1.0.0")).isFalse();
    assertThat(crates.admits("curl/8.7.1")).isFalse();
    assertThat(get(crates, Long.MAX_VALUE, RequestKind.ARTIFACT, false, false, "2025-10-26"))
        .isTrue();
    assertThat(get(crates, Long.MAX_VALUE, RequestKind.ARTIFACT, false, false, "2025-10-27"))
        .isFalse();
  }

  @Test
  void pypiIgnoresTheAgentsThatLinehaulIgnores() {
    DownloadDefinition pypi = definition("pypi");

    assertThat(pypi.admits("pip/24.0 {}")).isTrue();
    assertThat(pypi.admits("Ruby")).isFalse();
    assertThat(pypi.admits("Ruby, RubyGems/3")).isTrue();
    assertThat(pypi.admits("Go-http-client/2.0")).isFalse();
    assertThat(pypi.admits("Mozilla/5.0 (compatible; Nutch)")).isFalse();
    assertThat(pypi.admits(null)).isFalse();
  }

  @Test
  void aQueryDefeatsOpenVsxOnly() {
    for (DownloadDefinition each : SHIPPED.all()) {
      assertThat(get(each, Long.MAX_VALUE, RequestKind.ARTIFACT, true, true, "2026-10-01"))
          .as(each.id())
          .isEqualTo(!each.id().equals("open-vsx"));
    }
    assertThat(definition("open-vsx").admits("OpenVSX")).isFalse();
    assertThat(definition("open-vsx").admits("OpenVSX/1")).isTrue();
  }

  @Test
  void fullPartialAndTruncatedAreTheSameForEveryDefinition() {
    assertThat(DownloadDefinition.isFull(200, 700, 500)).isTrue();
    assertThat(DownloadDefinition.isFull(200, -1, -1)).isTrue();
    assertThat(DownloadDefinition.isFull(200, 499, 500)).isFalse();
    assertThat(DownloadDefinition.isFull(206, 700, 500)).isFalse();
    assertThat(DownloadDefinition.isPartial(206, 1)).isTrue();
    assertThat(DownloadDefinition.isPartial(206, -1)).isTrue();
    assertThat(DownloadDefinition.isPartial(206, 0)).isFalse();
    assertThat(DownloadDefinition.isPartial(200, -1)).isFalse();
    assertThat(DownloadDefinition.isTruncated(206, 10, 500)).isFalse();
    assertThat(DownloadDefinition.isTruncated(200, 0, 500)).isTrue();
  }

  private static boolean get(
      DownloadDefinition definition,
      long until,
      RequestKind kind,
      boolean admitted,
      boolean query,
      String date) {
    return definition.counts(
        until, kind, HttpMethod.GET, 200, -1, -1, -1, admitted, query, at(date));
  }

  private static DownloadDefinition definition(String id) {
    return SHIPPED.byId(id).orElseThrow();
  }

  private static long at(String date) {
    return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;
  }
}
