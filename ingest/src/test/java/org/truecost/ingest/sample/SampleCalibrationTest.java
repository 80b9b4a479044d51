package org.truecost.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.request.CacheStatus;
import org.truecost.source.Registry;

/**
 * The published figures that a sample must show, counted from what was written.
 *
 * <p>The full check is {@code -Dtruecost.sample.lines=5000000 -Dtruecost.sample.tolerance=0.10}.
 * Fewer lines spread more, so the everyday run allows a little more: and with few projects the
 * packages of the busy ones crowd the first thousand, so that figure allows twice as much.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleCalibrationTest {
  private static final long LINES = Long.getLong("truecost.sample.lines", 600_000);
  private static final double TOLERANCE =
      Double.parseDouble(System.getProperty("truecost.sample.tolerance", "0.12"));

  private static final double CROWDING = LINES < 5_000_000 ? 2 : 1;

  private final Tally tally = new Tally();

  @BeforeAll
  void generate(@TempDir Path directory) throws IOException {
    SampleGenerator.generate(
        SampleOptions.of(LINES, 42, YearMonth.of(2026, 10), directory),
        tally,
        (files, lines, bytes) -> {});
  }

  @Test
  void threeCloudsAskMostOfTheRequests() {
    assertThat(ratio(tally.topClouds, tally.requests)).isCloseTo(.86, within(.86 * TOLERANCE));
  }

  @Test
  void theEdgeAnswersNearlyAll() {
    assertThat(ratio(tally.hits, tally.cacheable)).isBetween(.98, .995);
  }

  @Test
  void pypiRestsAtWeekends() {
    double weekend = 0;
    double weekdays = 0;
    int weekendDays = 0;
    for (int day = 1; day <= 31; day++) {
      DayOfWeek of = LocalDate.of(2026, 10, day).getDayOfWeek();
      if (of == DayOfWeek.SATURDAY || of == DayOfWeek.SUNDAY) {
        weekend += tally.pypiByDay[day];
        weekendDays++;
      } else {
        weekdays += tally.pypiByDay[day];
      }
    }
    assertThat(weekend / weekendDays / (weekdays / (31 - weekendDays))).isBetween(.59, .67);
  }

  @Test
  void packagesAreAsConcentratedAsPublished() {
    assertThat(tally.shareOfTop(Registry.NPM, 100)).isCloseTo(.164, within(.164 * TOLERANCE));
    assertThat(tally.shareOfTop(Registry.NPM, 1000))
        .isCloseTo(.582, within(.582 * CROWDING * TOLERANCE));
    assertThat(tally.shareOfTop(Registry.PYPI, 100)).isCloseTo(.433, within(.433 * TOLERANCE));
    assertThat(tally.shareOfTop(Registry.PYPI, 1000))
        .isCloseTo(.876, within(.876 * CROWDING * TOLERANCE));
  }

  @Test
  void theCratesIndexTakesMostRequestsAndAThirdOfTheBytes() {
    int crates = Registry.CRATES_IO.ordinal();
    assertThat(ratio(tally.metadataRequests[crates], tally.requestsOf[crates]))
        .isCloseTo(.63, within(.63 * TOLERANCE));
    assertThat(ratio(tally.metadataBytes[crates], tally.bytesOf[crates]))
        .isCloseTo(.32, within(.32 * TOLERANCE));
  }

  @Test
  void aFullCacheOfHostedBuildsLeavesOneRequestInTwenty() {
    assertThat(1 - ratio(tally.buildFiles.size(), tally.builds)).isGreaterThan(.95);
  }

  @Test
  void meanBytesPerRequestAreThePublishedOnes() {
    assertThat(tally.meanKilobytes(Registry.PYPI)).isCloseTo(769, within(769 * TOLERANCE));
    assertThat(tally.meanKilobytes(Registry.CRATES_IO)).isCloseTo(78, within(78 * TOLERANCE));
    assertThat(tally.meanKilobytes(Registry.RUBYGEMS)).isCloseTo(110, within(110 * TOLERANCE));
    assertThat(tally.meanKilobytes(Registry.NPM)).isCloseTo(40, within(40 * TOLERANCE));
    assertThat(tally.meanKilobytes(Registry.MAVEN_CENTRAL)).isCloseTo(235, within(235 * TOLERANCE));
    assertThat(tally.meanKilobytes(Registry.OPEN_VSX)).isCloseTo(333, within(333 * TOLERANCE));
  }

  @Test
  void someClientsUseTheNewAddresses() {
    assertThat(ratio(tally.ipv6, tally.requests)).isCloseTo(.25, within(.03));
  }

  private static double ratio(long part, long whole) {
    return (double) part / whole;
  }

  private static final class Tally implements SampleListener {
    private long requests;
    private long topClouds;
    private long hits;
    private long cacheable;
    private long ipv6;
    private long builds;
    private final Set<Long> buildFiles = new HashSet<>();
    private final long[] pypiByDay = new long[32];
    private final long[] requestsOf = new long[Registry.values().length];
    private final long[] bytesOf = new long[Registry.values().length];
    private final long[] metadataRequests = new long[Registry.values().length];
    private final long[] metadataBytes = new long[Registry.values().length];
    private final long[][] byPackage = new long[Registry.values().length][262_144];

    @Override
    public void wrote(SampleRequest request) {
      if (request.shield) {
        return;
      }
      requests++;
      int registry = request.source.registry().ordinal();
      long bytes = request.bodyBytes + request.headerBytes;
      requestsOf[registry]++;
      bytesOf[registry] += bytes;
      if (request.metadata) {
        metadataRequests[registry]++;
        metadataBytes[registry] += bytes;
      } else {
        byPackage[registry][request.rank]++;
      }
      if (request.ipv6) {
        ipv6++;
      }
      switch (request.network) {
        case CLOUD_A, CLOUD_B, CLOUD_C, CI_RUNNERS -> topClouds++;
        default -> {}
      }
      if (request.source.isEdge() && request.cache != CacheStatus.PASS) {
        cacheable++;
        if (request.cache == CacheStatus.HIT) {
          hits++;
        }
      }
      if (request.source.registry() == Registry.PYPI) {
        pypiByDay[SampleClock.dayOfMonth(request.time)]++;
      }
      if (request.actor == Actor.HOSTED_CI) {
        builds++;
        long url = Hashing.of(request.path.bytes(), request.path.length());
        buildFiles.add(Hashing.mix(url, request.organization * 8L + registry));
      }
    }

    private double shareOfTop(Registry registry, int packages) {
      long[] counts = byPackage[registry.ordinal()].clone();
      Arrays.sort(counts);
      long top = 0;
      long all = 0;
      for (int i = 0; i < counts.length; i++) {
        all += counts[i];
        if (i >= counts.length - packages) {
          top += counts[i];
        }
      }
      return ratio(top, all);
    }

    private double meanKilobytes(Registry registry) {
      return bytesOf[registry.ordinal()] / 1e3 / requestsOf[registry.ordinal()];
    }
  }
}
