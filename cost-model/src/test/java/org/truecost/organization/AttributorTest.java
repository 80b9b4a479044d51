package org.truecost.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributorTest {
  private static final long NOON = Instant.parse("2026-10-10T12:00:00Z").getEpochSecond();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithALinearScanOnEdgesAndAnyAddressAtEveryTime(long seed) {
    RandomNetworks networks = new RandomNetworks(seed, 300, seed % 2 == 0 ? 3 : 0);
    Attributor attributor = AttributorBuilder.build(networks.customers, networks.providers);
    LinearAttribution clear = new LinearAttribution(networks.customers, networks.providers);
    List<long[]> addresses = networks.edges();
    for (int i = 0; i < 2_000; i++) {
      addresses.add(networks.address());
    }
    long day = RandomNetworks.DAY;

    for (long[] address : addresses) {
      for (long time : new long[] {-1, 0, day - 1, day, 2 * day - 1, 2 * day, 3 * day, NOON}) {
        Attribution found =
            attributor.attribution(attributor.indexOf(address[0], address[1], time));
        assertThat(found)
            .as("%x:%x at %d", address[0], address[1], time)
            .isEqualTo(clear.of(address[0], address[1], time));
      }
    }
  }

  @Test
  void theLongestPrefixOfAnOrganizationWins() {
    Attributor attributor =
        of(customer("198.51.100.0/24", "wide"), customer("198.51.100.128/25", "narrow"));

    assertThat(organization(attributor, "198.51.100.127")).isEqualTo("wide");
    assertThat(organization(attributor, "198.51.100.128")).isEqualTo("narrow");
    assertThat(organization(attributor, "198.51.101.0")).isEqualTo("unattributed");
  }

  @Test
  void anOrganizationInsideACloudIsNotTheCloud() {
    Attributor attributor =
        AttributorBuilder.build(
            List.of(customer("198.51.100.0/25", "acme")),
            List.of(provider("198.51.100.0/24", "some-cloud", NetworkKind.CLOUD)));

    assertThat(attribution(attributor, "198.51.100.1"))
        .isEqualTo(
            new Attribution(
                "acme",
                AttributionMethod.CUSTOMER_NETWORK,
                Confidence.HIGH,
                "some-cloud",
                NetworkKind.CLOUD));
    assertThat(attribution(attributor, "198.51.100.200"))
        .isEqualTo(
            new Attribution(
                "cloud_tenant_unknown",
                AttributionMethod.CLOUD_TENANT_UNKNOWN,
                Confidence.HIGH,
                "some-cloud",
                NetworkKind.CLOUD));
  }

  @Test
  void aWideOrganizationWinsOverANarrowProvider() {
    Attributor attributor =
        AttributorBuilder.build(
            List.of(customer("198.51.100.0/24", "acme")),
            List.of(provider("198.51.100.64/26", "some-vpn", NetworkKind.SHARED_EGRESS)));

    assertThat(organization(attributor, "198.51.100.65")).isEqualTo("acme");
  }

  @Test
  void kindsOfProvidersBecomePseudoOrganizations() {
    Attributor attributor =
        AttributorBuilder.build(
            List.of(),
            List.of(
                provider("192.0.2.0/32", "p", NetworkKind.SHARED_EGRESS),
                provider("192.0.2.1/32", "p", NetworkKind.HOSTING),
                provider("192.0.2.2/32", "p", NetworkKind.ISP),
                provider("192.0.2.3/32", "p", NetworkKind.MOBILE),
                provider("192.0.2.4/32", "p", NetworkKind.CDN)));

    assertThat(attribution(attributor, "192.0.2.0").method())
        .isEqualTo(AttributionMethod.SHARED_EGRESS);
    assertThat(attribution(attributor, "192.0.2.1").method())
        .isEqualTo(AttributionMethod.CLOUD_TENANT_UNKNOWN);
    assertThat(attribution(attributor, "192.0.2.2").confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(attribution(attributor, "192.0.2.3").organization()).isEqualTo("residential");
    assertThat(attribution(attributor, "192.0.2.4"))
        .isEqualTo(
            new Attribution(
                "unattributed", AttributionMethod.NONE, Confidence.NONE, "p", NetworkKind.CDN));
  }

  @Test
  void aNetworkChangesHandsAtMidnightUtc() {
    ValidityPeriod before =
        ValidityPeriod.ofDays(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 7, 1));
    ValidityPeriod after = ValidityPeriod.ofDays(LocalDate.of(2026, 7, 1), null);
    Attributor attributor =
        of(
            new CustomerNetwork(Cidr.parse("2001:db8::/48"), "seller", before),
            new CustomerNetwork(Cidr.parse("2001:db8::/48"), "buyer", after));

    assertThat(at(attributor, "2001:db8::1", "2025-12-31T23:59:59Z")).isEqualTo("unattributed");
    assertThat(at(attributor, "2001:db8::1", "2026-01-01T00:00:00Z")).isEqualTo("seller");
    assertThat(at(attributor, "2001:db8::1", "2026-06-30T23:59:59Z")).isEqualTo("seller");
    assertThat(at(attributor, "2001:db8::1", "2026-07-01T00:00:00Z")).isEqualTo("buyer");
    assertThat(at(attributor, "2001:db8::1", "2099-01-01T00:00:00Z")).isEqualTo("buyer");
  }

  @Test
  void whileANarrowNetworkIsInvalidTheWiderOneAnswers() {
    ValidityPeriod july = ValidityPeriod.ofDays(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 8, 1));
    Attributor attributor =
        of(
            customer("203.0.113.0/24", "wide"),
            new CustomerNetwork(Cidr.parse("203.0.113.0/28"), "narrow", july));

    assertThat(at(attributor, "203.0.113.5", "2026-07-15T00:00:00Z")).isEqualTo("narrow");
    assertThat(at(attributor, "203.0.113.5", "2026-08-01T00:00:00Z")).isEqualTo("wide");
  }

  @Test
  void theFirstAndLastAddressesOfBothFamiliesHaveAnAnswer() {
    Attributor attributor =
        of(
            customer("0.0.0.0/1", "low"),
            customer("255.255.255.255", "last"),
            customer("ffff:ffff::/32", "last-v6"));

    assertThat(organization(attributor, "0.0.0.0")).isEqualTo("low");
    assertThat(organization(attributor, "127.255.255.255")).isEqualTo("low");
    assertThat(organization(attributor, "128.0.0.0")).isEqualTo("unattributed");
    assertThat(organization(attributor, "255.255.255.254")).isEqualTo("unattributed");
    assertThat(organization(attributor, "255.255.255.255")).isEqualTo("last");
    assertThat(organization(attributor, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
        .isEqualTo("last-v6");
    assertThat(organization(attributor, "::")).isEqualTo("unattributed");
  }

  @Test
  void allOfIpv6IsNotIpv4() {
    Attributor attributor = of(customer("::/0", "six"));

    assertThat(organization(attributor, "192.0.2.1")).isEqualTo("unattributed");
    assertThat(organization(attributor, "::ffff:192.0.2.1")).isEqualTo("unattributed");
    assertThat(organization(attributor, "2001:db8::1")).isEqualTo("six");
  }

  @Test
  void anAttributionIsOneObjectAndUnattributedIsIndexZero() {
    Attributor attributor = of(customer("192.0.2.0/25", "a"), customer("198.51.100.0/24", "a"));
    int first = index(attributor, "192.0.2.1", NOON);
    int second = index(attributor, "198.51.100.9", NOON);

    assertThat(first).isEqualTo(second);
    assertThat(attributor.size()).isEqualTo(2);
    assertThat(attributor.attribution(Attributor.NO_ADDRESS)).isSameAs(Attribution.UNATTRIBUTED);
    assertThat(index(attributor, "192.0.2.200", NOON)).isEqualTo(Attributor.NO_ADDRESS);
  }

  @Test
  void withoutNetworksNobodyIsKnown() {
    assertThat(organization(Attributor.empty(), "192.0.2.1")).isEqualTo("unattributed");
    assertThat(Attributor.empty().size()).isEqualTo(1);
  }

  private static Attributor of(CustomerNetwork... customers) {
    return AttributorBuilder.build(List.of(customers), List.of());
  }

  private static CustomerNetwork customer(String cidr, String organization) {
    return new CustomerNetwork(Cidr.parse(cidr), organization, ValidityPeriod.ALWAYS);
  }

  private static ProviderNetwork provider(String cidr, String provider, NetworkKind kind) {
    return new ProviderNetwork(Cidr.parse(cidr), provider, kind, ValidityPeriod.ALWAYS);
  }

  private static int index(Attributor attributor, String address, long time) {
    long[] halves = AddressText.parse(address);
    return attributor.indexOf(halves[0], halves[1], time);
  }

  private static Attribution attribution(Attributor attributor, String address) {
    return attributor.attribution(index(attributor, address, NOON));
  }

  private static String organization(Attributor attributor, String address) {
    return attribution(attributor, address).organization();
  }

  private static String at(Attributor attributor, String address, String time) {
    return attributor
        .attribution(index(attributor, address, Instant.parse(time).getEpochSecond()))
        .organization();
  }
}
