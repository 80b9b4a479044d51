package org.truecost.organization;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flattens nested networks into adjoining ranges, each with its answer already decided.
 *
 * <p>Blocks are nested or apart, never crossing: one pass in nesting order with a stack meets every
 * border. What a block answers is what its surroundings answer, overlaid by its own entries while
 * these are valid.
 */
final class AttributorBuilder {
  private static final int NOBODY = -1;

  private final List<String> organizations = new ArrayList<>();
  private final List<ProviderNetwork> providers = new ArrayList<>();
  private final Map<Attribution, Integer> attributions = new LinkedHashMap<>();
  private final Map<Timeline, Integer> dated = new LinkedHashMap<>();

  /** A block with what is true in it: indexes of organization and provider over time. */
  private record Level(Cidr cidr, Timeline organization, Timeline provider, int answer) {}

  /** What configuration says of one block. */
  private record Entries(List<CustomerNetwork> customers, List<ProviderNetwork> providers) {
    static Entries none(Cidr cidr) {
      return new Entries(new ArrayList<>(), new ArrayList<>());
    }
  }

  private AttributorBuilder() {
    attributions.put(Attribution.UNATTRIBUTED, Attributor.NO_ADDRESS);
  }

  static Attributor build(List<CustomerNetwork> customers, List<ProviderNetwork> providers) {
    TreeMap<Cidr, Entries> blocks = new TreeMap<>(Cidr.NESTING);
    customers.forEach(
        network -> blocks.computeIfAbsent(network.cidr(), Entries::none).customers().add(network));
    providers.forEach(
        network -> blocks.computeIfAbsent(network.cidr(), Entries::none).providers().add(network));
    AttributorBuilder builder = new AttributorBuilder();
    RangeList ipv4 = builder.flatten(blocks, true);
    RangeList ipv6 = builder.flatten(blocks, false);
    return new Attributor(
        ipv4,
        ipv6,
        List.copyOf(builder.dated.keySet()),
        List.copyOf(builder.attributions.keySet()));
  }

  private RangeList flatten(TreeMap<Cidr, Entries> blocks, boolean isIpv4) {
    RangeList ranges = new RangeList();
    Timeline nobody = Timeline.constant(NOBODY);
    Level everything =
        new Level(
            isIpv4 ? Cidr.parse("0.0.0.0/0") : Cidr.parse("::/0"),
            nobody,
            nobody,
            Attributor.NO_ADDRESS);
    ranges.startAt(everything.cidr().high(), everything.cidr().low(), everything.answer());
    Deque<Level> open = new ArrayDeque<>();
    open.push(everything);
    blocks.forEach(
        (cidr, entries) -> {
          if (cidr.isIpv4() == isIpv4) {
            while (!open.peek().cidr().contains(cidr)) {
              leave(open, ranges);
            }
            Level level = inside(open.peek(), cidr, entries);
            ranges.startAt(cidr.high(), cidr.low(), level.answer());
            open.push(level);
          }
        });
    while (open.size() > 1) {
      leave(open, ranges);
    }
    return ranges;
  }

  /** Behind the last address of the innermost block, its surroundings go on. */
  private static void leave(Deque<Level> open, RangeList ranges) {
    Level left = open.pop();
    long nextLow = left.cidr().lastLow() + 1;
    long nextHigh = left.cidr().lastHigh() + (nextLow == 0 ? 1 : 0);
    boolean isLast =
        left.cidr().isIpv4() ? !Cidr.isIpv4(nextHigh, nextLow) : nextHigh == 0 && nextLow == 0;
    if (!isLast) {
      ranges.startAt(nextHigh, nextLow, open.peek().answer());
    }
  }

  private Level inside(Level surroundings, Cidr cidr, Entries entries) {
    Timeline organization = surroundings.organization();
    for (CustomerNetwork network : entries.customers()) {
      organization =
          organization.overlaid(network.validity(), indexOfOrganization(network.organization()));
    }
    Timeline provider = surroundings.provider();
    for (ProviderNetwork network : entries.providers()) {
      providers.add(network);
      provider = provider.overlaid(network.validity(), providers.size() - 1);
    }
    return new Level(cidr, organization, provider, answer(organization, provider));
  }

  private int indexOfOrganization(String organization) {
    // Blocks of one organization follow each other: a list that repeats itself costs nothing.
    if (organizations.isEmpty()
        || !organizations.get(organizations.size() - 1).equals(organization)) {
      organizations.add(organization);
    }
    return organizations.size() - 1;
  }

  /** An attribution's index, or for one that changes with time {@code ~} the timeline's index. */
  private int answer(Timeline organization, Timeline provider) {
    Timeline attribution = organization.combined(provider, this::attribution);
    if (attribution.isConstant()) {
      return attribution.at(0);
    }
    return ~dated.computeIfAbsent(attribution, key -> dated.size());
  }

  private int attribution(int organization, int provider) {
    Attribution attribution =
        provider == NOBODY
            ? Attribution.UNATTRIBUTED
            : providers.get(provider).withoutOrganization();
    if (organization != NOBODY) {
      attribution =
          new Attribution(
              organizations.get(organization),
              AttributionMethod.CUSTOMER_NETWORK,
              Confidence.ofPoints(97),
              attribution.networkProvider(),
              attribution.networkKind());
    }
    return attributions.computeIfAbsent(attribution, key -> attributions.size());
  }
}
