package org.truecost.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;

class OrganizationCatalogLoaderTest {
  private static final long OCTOBER = Instant.parse("2026-10-10T12:00:00Z").getEpochSecond();

  private final Map<String, String> files = new LinkedHashMap<>();

  @Test
  void readsOrganizationsAndNetworksOfEveryFile() {
    organizations("id,name,kind,publication", "acme,\"Acme, Inc.\",company,public");
    files.put(
        "organizations/example-organizations.csv",
        "# invented\nkind,name,id\neducation,Example University,example-university\n");
    networks("cidr,organization_id", "2001:db8:1::/48,acme");
    files.put(
        "organizations/example-networks.csv",
        "cidr,organization_id,valid_from,valid_to,source\n"
            + "192.0.2.0/24,example-university,2026-01-01,,claimed\n");
    providers("cidr,network_provider,network_kind", "192.0.2.0/25,example-cloud,cloud");

    OrganizationCatalog catalog = load();

    assertThat(catalog.organizations())
        .containsExactly(
            new Organization("acme", "Acme, Inc.", OrganizationKind.COMPANY, Publication.PUBLIC),
            new Organization(
                "example-university",
                "Example University",
                OrganizationKind.EDUCATION,
                Publication.PRIVATE));
    assertThat(catalog.byId("acme")).map(Organization::name).contains("Acme, Inc.");
    assertThat(at(catalog, "2001:db8:1::7").organization()).isEqualTo("acme");
    assertThat(at(catalog, "192.0.2.7"))
        .isEqualTo(
            new Attribution(
                "example-university",
                AttributionMethod.CUSTOMER_NETWORK,
                Confidence.HIGH,
                "example-cloud",
                NetworkKind.CLOUD));
    assertThat(at(catalog, "192.0.2.200").networkProvider()).isEqualTo("unknown");
  }

  @Test
  void withoutFilesNobodyIsKnown() {
    assertThat(load().organizations()).isEmpty();
    assertThat(load().attributor().size()).isEqualTo(1);
  }

  @Test
  void saysAllThatIsWrongWithOrganizations() {
    organizations(
        "id,name,kind,publication",
        "Acme Corp,Acme,company,private",
        "acme,,compny,secret",
        "residential,Homes,company,",
        "acme,Acme again,company,");

    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            config/organizations/organizations.csv: 6 problems
              line 2 id: "Acme Corp" must be kebab-case: a-z, 0-9 and single hyphens between them
              line 3 name: is missing
              line 3 kind: "compny" is not one of company, education, government, nonprofit, community; did you mean "company"?
              line 3 publication: "secret" is not one of private, public
              line 4 id: "residential" is the name of a pseudo-organization; take another
              line 5 id: "acme" is already in config/organizations/organizations.csv, line 3""");
  }

  @Test
  void saysAllThatIsWrongWithNetworks() {
    organizations("id,name,kind", "acme,Acme,company", "globex,Globex,company");
    networks(
        "cidr,organization_id,valid_from,valid_to,source",
        "192.0.2.7/24,acme,,,",
        "192.0.2.0/33,acme,,,",
        "example,acme,,,",
        "192.0.2.0/24,acmee,,,",
        "192.0.2.0/24,acme,2026-07-01,2026-07-01,",
        "192.0.2.0/24,acme,1.7.2026,,",
        ",acme,,,",
        "192.0.2.0/24,acme,,",
        "192.0.2.0/24,\"acme,,,",
        "198.51.100.0/24,acme,,2026-07-02,",
        "::ffff:198.51.100.0/120,globex,2026-07-01,,");

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/organizations/networks.csv: 10 problems
              line 9: has 4 values, the header has 5
              line 10: is not CSV: a quote is not closed, or text follows a closed one
              line 2 cidr: "192.0.2.7/24" has bits set behind its prefix; the block is 192.0.2.0/24
              line 3 cidr: "192.0.2.0/33" has no prefix length from 0 to 32 behind its /
              line 4 cidr: "example" is not an address block; write it as 192.0.2.0/24 or 2001:db8::/32
              line 5 organization_id: "acmee" is in no organizations.csv; did you mean "acme"?
              line 6 valid_to: 2026-07-01 is not after valid_from 2026-07-01: the end is exclusive
              line 7 valid_from: "1.7.2026" is not a date; write it as 2026-10-31
              line 8 cidr: is missing
              line 12 cidr: ::ffff:198.51.100.0/120 of "globex" is already "acme" in config/organizations/networks.csv, line 11; end one's validity before the other's begins""");
  }

  @Test
  void saysAllThatIsWrongWithProviders() {
    providers(
        "cidr,network_provider,network_kind",
        "192.0.2.0/24,Some Cloud,cloud",
        "192.0.2.0/24,some-cloud,clowd",
        "192.0.2.0/24,some-cloud,unknown",
        "198.51.100.0/24,some-cloud,cloud",
        "198.51.100.0/24,some-cloud,hosting");

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/organizations/providers.csv: 4 problems
              line 2 network_provider: "Some Cloud" must be kebab-case: a-z, 0-9 and single hyphens between them
              line 3 network_kind: "clowd" is not one of company, education, government, cloud, hosting, isp, mobile, cdn, shared_egress; did you mean "cloud"?
              line 4 network_kind: "unknown" is not one of company, education, government, cloud, hosting, isp, mobile, cdn, shared_egress
              line 6 cidr: 198.51.100.0/24 of some-cloud (hosting) is already some-cloud (cloud) in config/organizations/providers.csv, line 5; end one's validity before the other's begins""");
  }

  @Test
  void aMisspeltFileNameIsNotIgnored() {
    files.put("organizations/network.csv", "cidr,organization_id\n");

    assertThatThrownBy(this::load)
        .hasMessage(
            """
            config/organizations/network.csv: 1 problem
              has a name that says nothing; it ends in organizations.csv, networks.csv or providers.csv""");
  }

  @Test
  void oneBlockMayChangeHandsAndMayBeRepeated() {
    organizations("id,name,kind", "acme,Acme,company", "globex,Globex,company");
    networks(
        "cidr,organization_id,valid_from,valid_to",
        "192.0.2.0/24,acme,,2026-07-01",
        "192.0.2.0/24,globex,2026-07-01,",
        "198.51.100.0/24,acme,,",
        "198.51.100.0/24,acme,,");

    assertThat(at(load(), "192.0.2.1").organization()).isEqualTo("globex");
  }

  private void organizations(String... lines) {
    files.put("organizations/organizations.csv", String.join("\n", lines));
  }

  private void networks(String... lines) {
    files.put("organizations/networks.csv", String.join("\r\n", lines));
  }

  private void providers(String... lines) {
    files.put("organizations/providers.csv", String.join("\n", lines) + "\n");
  }

  private OrganizationCatalog load() {
    return OrganizationCatalogLoader.load(ConfigDirectory.of(files));
  }

  private static Attribution at(OrganizationCatalog catalog, String address) {
    long[] halves = AddressText.parse(address);
    Attributor attributor = catalog.attributor();
    return attributor.attribution(attributor.indexOf(halves[0], halves[1], OCTOBER));
  }
}
