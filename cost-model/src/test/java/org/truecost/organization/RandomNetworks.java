package org.truecost.organization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Seeded networks, deeply nested and partly dated, and addresses at and around their edges. */
final class RandomNetworks {
  static final long DAY = 86_400;

  private final Random random;
  final List<CustomerNetwork> customers = new ArrayList<>();
  final List<ProviderNetwork> providers = new ArrayList<>();
  private final List<Cidr> cidrs = new ArrayList<>();

  RandomNetworks(long seed, int count, int daysOfHistory) {
    random = new Random(seed);
    Map<Cidr, Set<Long>> customerYears = new HashMap<>();
    Map<Cidr, Set<Long>> providerYears = new HashMap<>();
    NetworkKind[] kinds = NetworkKind.values();
    for (int i = 0; i < count; i++) {
      Cidr cidr = cidr();
      cidrs.add(cidr);
      long day = daysOfHistory == 0 ? -1 : random.nextInt(daysOfHistory + 1) - 1;
      ValidityPeriod validity =
          day < 0 ? ValidityPeriod.ALWAYS : new ValidityPeriod(day * DAY, (day + 1) * DAY);
      boolean isCustomer = random.nextBoolean();
      Set<Long> years =
          (isCustomer ? customerYears : providerYears)
              .computeIfAbsent(cidr, key -> new HashSet<>());
      // One block twice at one time has no answer; the loader refuses it.
      if (years.contains(-1L) || (day < 0 && !years.isEmpty()) || !years.add(day)) {
        continue;
      }
      if (isCustomer) {
        customers.add(new CustomerNetwork(cidr, "org-" + random.nextInt(40), validity));
      } else {
        providers.add(
            new ProviderNetwork(
                cidr,
                "provider-" + random.nextInt(10),
                kinds[random.nextInt(kinds.length)],
                validity));
      }
    }
  }

  /** Half of them inside an earlier one, so that nesting is deep. */
  private Cidr cidr() {
    if (!cidrs.isEmpty() && random.nextBoolean()) {
      Cidr outer = cidrs.get(random.nextInt(cidrs.size()));
      int length = Math.min(128, outer.length() + random.nextInt(9));
      return masked(
          outer.high() | random.nextLong(), outer.low() | random.nextLong(), outer, length);
    }
    if (random.nextBoolean()) {
      int length = 96 + random.nextInt(33);
      long low = 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFF_FFFFL);
      return new Cidr(0, length == 96 ? 0xFFFF_0000_0000L : low & -1L << (128 - length), length);
    }
    int length = random.nextInt(129);
    Cidr everything = new Cidr(0, 0, 0);
    return masked(random.nextLong(), random.nextLong(), everything, length);
  }

  private static Cidr masked(long high, long low, Cidr outer, int length) {
    long outerHighMask =
        outer.length() == 0 ? 0 : outer.length() >= 64 ? -1 : -1L << (64 - outer.length());
    long outerLowMask = outer.length() <= 64 ? 0 : -1L << (128 - outer.length());
    long highMask = length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
    long lowMask = length <= 64 ? 0 : -1L << (128 - length);
    return new Cidr(
        (outer.high() | (high & ~outerHighMask)) & highMask,
        (outer.low() | (low & ~outerLowMask)) & lowMask,
        length);
  }

  /** First and last address of every network, and both neighbours, each as two longs. */
  List<long[]> edges() {
    List<long[]> edges = new ArrayList<>();
    for (Cidr cidr : cidrs) {
      edges.add(new long[] {cidr.high(), cidr.low()});
      edges.add(new long[] {cidr.lastHigh(), cidr.lastLow()});
      edges.add(new long[] {cidr.high() - (cidr.low() == 0 ? 1 : 0), cidr.low() - 1});
      edges.add(new long[] {cidr.lastHigh() + (cidr.lastLow() == -1 ? 1 : 0), cidr.lastLow() + 1});
    }
    return edges;
  }

  /** Any address, IPv4 and IPv6 alike often, some inside networks. */
  long[] address() {
    return switch (random.nextInt(3)) {
      case 0 -> new long[] {0, 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFF_FFFFL)};
      case 1 -> new long[] {random.nextLong(), random.nextLong()};
      default -> {
        Cidr cidr = cidrs.get(random.nextInt(cidrs.size()));
        yield new long[] {
          cidr.high() | (random.nextLong() & ~cidr.high() & cidr.lastHigh()),
          cidr.low() | (random.nextLong() & ~cidr.low() & cidr.lastLow())
        };
      }
    };
  }
}
