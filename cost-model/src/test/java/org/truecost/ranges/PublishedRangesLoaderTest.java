package org.truecost.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigException;
import org.truecost.organization.Cidr;

class PublishedRangesLoaderTest {
  private static final Path FILE = Path.of("ranges.json");

  @Test
  void readsAmazonsFileWithItsServicesAndDay() {
    PublishedRanges ranges =
        load(
            """
            {"syncToken": "1", "createDate": "2026-11-20-21-03-15",
             "prefixes": [
               {"ip_prefix": "192.0.2.0/25", "region": "eu-west-1", "service": "AMAZON"},
               {"ip_prefix": "192.0.2.0/25", "region": "eu-west-1", "service": "EC2"}],
             "ipv6_prefixes": [
               {"ipv6_prefix": "2001:db8::/40", "region": "eu-west-1", "service": "AMAZON"}]}
            """);

    assertThat(ranges.format()).isEqualTo("AWS ip-ranges.json");
    assertThat(ranges.published()).contains(LocalDate.of(2026, 11, 20));
    assertThat(ranges.services()).containsEntry("AMAZON", 2).containsEntry("EC2", 1);
    assertThat(blocks(ranges, "EC2")).containsExactly("192.0.2.0/25");
    assertThat(blocks(ranges)).containsExactly("192.0.2.0/25", "2001:db8:0:0:0:0:0:0/40");
  }

  @Test
  void readsGooglesShapeWhichCrawlersUseToo() {
    PublishedRanges ranges =
        load(
            """
            {"creationTime": "2026-11-21T23:00:00.000000",
             "prefixes": [{"ipv6Prefix": "2001:db8:1::/48"}, {"ipv4Prefix": "198.51.100.0/24"}]}
            """);

    assertThat(ranges.published()).contains(LocalDate.of(2026, 11, 21));
    assertThat(blocks(ranges)).containsExactly("198.51.100.0/24", "2001:db8:1:0:0:0:0:0/48");
  }

  @Test
  void readsAzuresServiceTags() {
    PublishedRanges ranges =
        load(
            """
            {"changeNumber": 7, "cloud": "Public", "values": [
               {"name": "AzureCloud", "properties": {"addressPrefixes": ["203.0.113.0/24"]}},
               {"name": "Storage.eu", "properties": {"addressPrefixes": ["203.0.113.8/31"]}}]}
            """);

    assertThat(ranges.published()).isEmpty();
    assertThat(blocks(ranges, "Storage.eu")).containsExactly("203.0.113.8/31");
    assertThat(blocks(ranges)).containsExactly("203.0.113.0/24");
  }

  @Test
  void readsGithubsMetaWithoutKeysAndHostNames() {
    PublishedRanges ranges =
        load(
            """
            {"verifiable_password_authentication": false, "ssh_keys": ["ssh-ed25519 AAAA"],
             "domains": {"website": ["*.github.example"]},
             "hooks": ["192.0.2.0/30"], "actions": ["198.18.0.0/16", "2001:db8:2::/48"]}
            """);

    assertThat(ranges.services()).containsOnlyKeys("hooks", "actions");
    assertThat(blocks(ranges, "actions"))
        .containsExactly("198.18.0.0/16", "2001:db8:2:0:0:0:0:0/48");
  }

  @Test
  void readsOraclesAndFastlysFiles() {
    PublishedRanges oracle =
        load(
            """
            {"last_updated_timestamp": "2026-11-01T00:00:00.0", "regions": [{"region": "r",
               "cidrs": [{"cidr": "192.0.2.0/24", "tags": ["OCI"]}]}]}
            """);
    PublishedRanges fastly =
        load("{\"addresses\": [\"198.51.100.0/24\"], \"ipv6_addresses\": [\"2001:db8::/32\"]}");

    assertThat(oracle.services()).containsOnlyKeys("OCI");
    assertThat(blocks(fastly)).containsExactly("198.51.100.0/24", "2001:db8:0:0:0:0:0:0/32");
  }

  @Test
  void readsListsWithOneBlockALine() {
    PublishedRanges ranges =
        load("\uFEFF# ours\r\n192.0.2.7\r\n\n198.51.100.0/25,DE,Berlin\n198.51.100.128/25 # b\n");

    assertThat(blocks(ranges)).containsExactly("192.0.2.7/32", "198.51.100.0/24");
  }

  @Test
  void tellsAllProblemsOfAFileAtOnce() {
    assertThatThrownBy(() -> load("192.0.2.0/24\n192.0.2.1/24\nnot-a-block\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("bits set behind its prefix")
        .hasMessageContaining("line 3")
        .hasMessageContaining("\"not-a-block\" is not an address block");
  }

  @Test
  void refusesJsonOfAnotherShapeAndEmptyFiles() {
    assertThatThrownBy(() -> load("{\"networks\": []}")).hasMessageContaining("of no known shape");
    assertThatThrownBy(() -> load("{\"prefixes\": ["))
        .hasMessageContaining("is not JSON")
        .hasMessageNotContaining("Source");
    assertThatThrownBy(() -> load("[".repeat(100_000)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not JSON: Document nesting depth");
    assertThatThrownBy(() -> load("# nothing\n")).hasMessageContaining("no address ranges");
  }

  /** What a block covers is counted by walking through a small space, one address at a time. */
  @Test
  void joinedBlocksCoverTheSameAddressesAsAllOfThem() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Cidr> blocks =
          random
              .ints(1 + random.nextInt(40), 0, 256)
              .mapToObj(
                  start -> {
                    int length = 24 + random.nextInt(9);
                    return Cidr.parse(
                        "192.0.2." + (start & (0xFF << (32 - length))) + "/" + length);
                  })
              .toList();
      PublishedRanges ranges =
          load(blocks.stream().map(Cidr::toString).collect(Collectors.joining("\n")));

      List<Cidr> joined = ranges.blocks(List.of());

      for (int address = 0; address < 256; address++) {
        Cidr one = Cidr.parse("192.0.2." + address);
        long covering = joined.stream().filter(block -> block.contains(one)).count();
        assertThat(covering)
            .as("seed %d address %d", seed, address)
            .isEqualTo(blocks.stream().anyMatch(block -> block.contains(one)) ? 1 : 0);
      }
      assertThat(joined).isSortedAccordingTo(Cidr.NESTING);
      for (int i = 1; i < joined.size(); i++) {
        boolean halves =
            joined.get(i).length() == joined.get(i - 1).length()
                && joined.get(i).joined().equals(joined.get(i - 1).joined());
        assertThat(halves).as("seed %d", seed).isFalse();
      }
    }
  }

  private static PublishedRanges load(String text) {
    return PublishedRangesLoader.load(FILE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> blocks(PublishedRanges ranges, String... services) {
    return ranges.blocks(List.of(services)).stream().map(Cidr::toString).toList();
  }
}
