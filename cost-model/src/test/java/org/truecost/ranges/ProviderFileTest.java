package org.truecost.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.organization.Attributor;
import org.truecost.organization.Cidr;
import org.truecost.organization.NetworkKind;
import org.truecost.organization.OrganizationCatalogLoader;

class ProviderFileTest {
  private static final Path FILE = Path.of("a-cloud-providers.csv");
  private static final LocalDate MAY = LocalDate.of(2026, 5, 1);
  private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);

  @Test
  void firstRangesAreValidAtAllTimes() {
    ProviderFile.Updated file =
        empty().with(cidrs("192.0.2.0/24"), MAY, "ranges.json of 2026-05-01");

    assertThat(rows(file))
        .containsExactly("192.0.2.0/24,a-cloud,cloud,,,\"ranges.json of 2026-05-01\"");
    assertThat(file.added()).isOne();
  }

  @Test
  void whatIsGoneEndsAndWhatIsNewBegins() {
    ProviderFile.Updated first =
        empty().with(cidrs("192.0.2.0/24", "198.51.100.0/24"), MAY, "first");

    ProviderFile.Updated second =
        read(first.text()).with(cidrs("198.51.100.0/24", "203.0.113.0/24"), JUNE, "second");

    assertThat(rows(second))
        .containsExactly(
            "192.0.2.0/24,a-cloud,cloud,,2026-06-01,\"first\"",
            "198.51.100.0/24,a-cloud,cloud,,,\"first\"",
            "203.0.113.0/24,a-cloud,cloud,2026-06-01,,\"second\"");
    assertThat(List.of(second.added(), second.ended(), second.unchanged()))
        .containsExactly(1, 1, 1);
  }

  @Test
  void theSameRangesAgainChangeNothing() {
    ProviderFile.Updated first = empty().with(cidrs("192.0.2.0/24"), MAY, "a, \"quoted\" name");

    ProviderFile.Updated again = read(first.text()).with(cidrs("192.0.2.0/24"), JUNE, "other");

    assertThat(again.text()).isEqualTo(first.text());
  }

  @Test
  void whatBeganAndEndedOnOneDayWasNever() {
    ProviderFile.Updated first = empty().with(cidrs("192.0.2.0/24"), MAY, "first");
    ProviderFile.Updated wrong =
        read(first.text()).with(cidrs("192.0.2.0/24", "203.0.113.0/24"), JUNE, "wrong");

    ProviderFile.Updated right = read(wrong.text()).with(cidrs("192.0.2.0/24"), JUNE, "right");

    assertThat(right.text()).isEqualTo(first.text());
  }

  @Test
  void refusesRangesOlderThanThoseItHas() {
    ProviderFile.Updated june =
        read(empty().with(cidrs("192.0.2.0/24"), MAY, "first").text())
            .with(cidrs("203.0.113.0/24"), JUNE, "second");

    assertThatThrownBy(() -> read(june.text()).with(cidrs("192.0.2.0/24"), MAY, "late"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2026-06-01, later than 2026-05-01");
  }

  @Test
  void refusesAFileWithRowsOfAnother() {
    String text = empty().with(cidrs("192.0.2.0/24"), MAY, "first").text();

    assertThatThrownBy(
            () ->
                ProviderFile.read(
                    FILE, text.getBytes(StandardCharsets.UTF_8), "b-cloud", NetworkKind.CLOUD))
        .hasMessageContaining("is \"a-cloud\" (cloud), not \"b-cloud\" (cloud)");
  }

  @Test
  void oldEventsAreReadByWhatWasPublishedThen() {
    ProviderFile.Updated file =
        read(empty().with(cidrs("192.0.2.0/24"), MAY, "first").text())
            .with(cidrs("203.0.113.0/24"), JUNE, "second");

    Attributor attributor =
        OrganizationCatalogLoader.load(
                ConfigDirectory.of(Map.of("organizations/a-cloud-providers.csv", file.text())))
            .attributor();

    assertThat(provider(attributor, 0xC000_0201L, "2026-05-31T23:59:59Z")).isEqualTo("a-cloud");
    assertThat(provider(attributor, 0xC000_0201L, "2026-06-01T00:00:00Z")).isEqualTo("unknown");
    assertThat(provider(attributor, 0xCB00_7101L, "2026-05-31T23:59:59Z")).isEqualTo("unknown");
    assertThat(provider(attributor, 0xCB00_7101L, "2026-06-01T00:00:00Z")).isEqualTo("a-cloud");
  }

  private static String provider(Attributor attributor, long ipv4, String time) {
    int index =
        attributor.indexOf(
            0, 0xFFFF_0000_0000L | ipv4, java.time.Instant.parse(time).getEpochSecond());
    return attributor.attribution(index).networkProvider();
  }

  private static ProviderFile empty() {
    return ProviderFile.empty(FILE, "a-cloud", NetworkKind.CLOUD);
  }

  private static ProviderFile read(String text) {
    return ProviderFile.read(
        FILE, text.getBytes(StandardCharsets.UTF_8), "a-cloud", NetworkKind.CLOUD);
  }

  private static List<Cidr> cidrs(String... blocks) {
    return Stream.of(blocks).map(Cidr::parse).toList();
  }

  private static List<String> rows(ProviderFile.Updated file) {
    return file.text().lines().skip(2).toList();
  }
}
