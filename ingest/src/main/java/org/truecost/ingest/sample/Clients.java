package org.truecost.ingest.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * The invented organizations, clouds and carriers, and which reserved addresses are theirs.
 *
 * <p>240.0.0.0/4 is carved into clouds, hosting, carriers, companies and universities;
 * 2001:db8::/32 likewise by its third group. Organizations are ranked by how much they ask for
 * (Zipf, exponent 1.10 over 20,000); about one in twenty has a name and a network in {@code
 * config/organizations}.
 */
final class Clients {
  static final int ORGANIZATIONS = 20_000;
  static final int UNIVERSITIES = 200;
  static final int CLOUDS = 4;

  /** A university's organization number is this plus its index. */
  static final int FIRST_UNIVERSITY = 1_000_000;

  /** Nobody: an individual or an unknown crowd. */
  static final int NOBODY = -1;

  private static final double ORGANIZATION_EXPONENT = 1.10;

  /**
   * Of organizations, by cloud. The three largest serve 86 % of all requests: also those of the
   * five largest organizations and of the CI runners.
   */
  private static final double[] CLOUD_SHARE = {.4892, .2719, .1739, .0650};

  /** First address, log2 of the size, third IPv6 group's top four bits, by {@link Network}. */
  enum Network {
    CLOUD_A(0xf0000000L, 26, 1, "example-cloud-a", "cloud"),
    CLOUD_B(0xf4000000L, 25, 2, "example-cloud-b", "cloud"),
    CLOUD_C(0xf6000000L, 24, 3, "example-cloud-c", "cloud"),
    CLOUD_D(0xf7000000L, 23, 4, "example-cloud-d", "cloud"),
    HOSTING(0xf7800000L, 23, 5, "example-hosting", "hosting"),
    ISP_A(0xf8000000L, 24, 6, "example-isp-a", "isp"),
    ISP_B(0xf9000000L, 24, 7, "example-isp-b", "isp"),
    MOBILE(0xfa000000L, 24, 8, "example-mobile", "mobile"),
    COMPANIES(0xfb000000L, 24, 9, "example-enterprise-transit", "company"),
    EDUCATION(0xfc000000L, 24, 10, "example-research-network", "education"),
    /** Runners of a hosted CI service, inside the address space of cloud b. */
    CI_RUNNERS(0xf5c00000L, 22, 11, "example-cloud-b", "shared_egress"),
    /** The CDN's own shields. */
    SHIELD(0xc0000200L, 8, 12, "example-cdn", "cdn"),
    SMALL_HOSTING(0xc6120000L, 17, 13, "example-hosting-small", "hosting");

    final long first;
    final int bits;
    final int group;
    final String provider;
    final String kind;

    Network(long first, int bits, int group, String provider, String kind) {
      this.first = first;
      this.bits = bits;
      this.group = group;
      this.provider = provider;
      this.kind = kind;
    }
  }

  private static final Network[] CLOUD_NETWORKS = {
    Network.CLOUD_A, Network.CLOUD_B, Network.CLOUD_C, Network.CLOUD_D
  };

  private final double[] cumulative = new double[ORGANIZATIONS];

  /** Position among the named organizations by rank, or -1. */
  private final int[] named = new int[ORGANIZATIONS];

  private final List<Integer> namedRanks = new ArrayList<>();

  Clients() {
    double sum = 0;
    for (int i = 0; i < ORGANIZATIONS; i++) {
      sum += Math.pow(i + 1, -ORGANIZATION_EXPONENT);
      cumulative[i] = sum;
      named[i] = -1;
      if (i % 20 == 3 || (i < 40 && i % 4 == 1)) {
        named[i] = namedRanks.size();
        namedRanks.add(i);
      }
    }
    for (int i = 0; i < ORGANIZATIONS; i++) {
      cumulative[i] /= sum;
    }
  }

  /** Ranks of the organizations that have a name, in order. */
  List<Integer> namedRanks() {
    return List.copyOf(namedRanks);
  }

  /** The organization at {@code u} of [0, 1): rank 0 asks for most. */
  int organizationAt(double u) {
    int low = 0;
    int high = ORGANIZATIONS - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] <= u) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Position among the named organizations, or -1 for a tenant nobody can name. */
  int nameIndex(int organization) {
    return organization >= 0 && organization < ORGANIZATIONS ? named[organization] : -1;
  }

  /** How many addresses an organization asks from: lognormal, and hundreds for the largest. */
  static int addressesOf(int organization) {
    double u = Hashing.unit(Hashing.mix(organization, 99));
    if (organization >= 0 && organization < 50) {
      return 500 + (int) (19_500 * u * u);
    }
    double normal = PackageCatalog.normalQuantile(.001 + .998 * u);
    return 1 + (int) Math.exp(2.0 + 1.6 * normal);
  }

  static Network cloud(int index) {
    return CLOUD_NETWORKS[index];
  }

  /**
   * Most organizations use one cloud, some two or three. The largest five use the largest clouds.
   */
  static int cloudOf(int organization, long workload) {
    long hash = Hashing.mix(organization, 77);
    double u = Hashing.unit(hash);
    int clouds = u < .55 ? 1 : u < .85 ? 2 : 3;
    int which = Hashing.below(Hashing.mix(workload, organization), clouds);
    double v = Hashing.unit(Hashing.mix(hash, which));
    if (organization >= 0 && organization < 5) {
      v *= 1 - CLOUD_SHARE[3];
    }
    for (int i = 0; i < CLOUDS - 1; i++) {
      v -= CLOUD_SHARE[i];
      if (v < 0) {
        return i;
      }
    }
    return CLOUDS - 1;
  }

  /**
   * Sets the address of a client of an organization, by the {@code slot}-th of its machines.
   *
   * @param organization rank, university, or {@link #NOBODY}
   */
  void address(SampleRequest request, Network network, int organization, long slot) {
    request.network = network;
    long hash = Hashing.mix(slot, organization + 5L);
    request.ipv6 = network != Network.SHIELD && Hashing.unit(Hashing.mix(hash, 6)) < .25;
    int name = nameIndex(organization);
    request.named = false;
    if (organization >= FIRST_UNIVERSITY && network == Network.EDUCATION) {
      request.named = true;
      block(request, network, organization - FIRST_UNIVERSITY, hash);
    } else if (name >= 0 && hasBlocks(network)) {
      request.named = true;
      block(request, network, name, hash);
    } else {
      outsideBlocks(request, network, hash);
    }
  }

  private static boolean hasBlocks(Network network) {
    return network == Network.COMPANIES
        || network == Network.CLOUD_A
        || network == Network.CLOUD_B
        || network == Network.CLOUD_C
        || network == Network.CLOUD_D;
  }

  /** The network that changed hands within the month. */
  void movedAddress(SampleRequest request, long slot) {
    request.network = Network.COMPANIES;
    request.named = true;
    request.ipv6 = false;
    request.ipv4 = 0xc6336400L + 1 + Hashing.below(Hashing.mix(slot), 254);
  }

  /** Within the /24 or /48 that is the {@code index}-th of a network. */
  private static void block(SampleRequest request, Network network, int index, long hash) {
    request.ipv4 = network.first + ((long) index << 8) + 1 + Hashing.below(hash, 254);
    request.ipv6High = 0x20010db800000000L | ((long) group(network, index) << 16) | (hash & 0xff);
    request.ipv6Low = 1 + (Hashing.mix(hash, 64) & 0xffff);
  }

  private static int group(Network network, int index) {
    return (network.group << 12) | index;
  }

  private static void outsideBlocks(SampleRequest request, Network network, long hash) {
    long size = 1L << network.bits;
    long reserved = network.bits >= 20 ? 1L << 19 : 0;
    request.ipv4 = network.first + reserved + Math.floorMod(hash >>> 5, size - reserved - 2) + 1;
    request.ipv6High =
        0x20010db800000000L
            | ((long) group(network, 2048 + (int) (hash >>> 40 & 0x7ff)) << 16)
            | (hash & 0xffff);
    request.ipv6Low = 1 + (Hashing.mix(hash, 65) & 0xffffffL);
  }
}
