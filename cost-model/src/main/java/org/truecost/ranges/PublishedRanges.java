package org.truecost.ranges;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.truecost.organization.Cidr;

/**
 * An operator's file of address ranges.
 *
 * @param format the file's format, as people know it
 * @param published the day the file says it was made, UTC; empty if it does not say
 * @param ranges its blocks, in the file's order
 */
public record PublishedRanges(
    String format, Optional<LocalDate> published, List<PublishedRange> ranges) {
  public PublishedRanges {
    requireNonNull(format, "format");
    requireNonNull(published, "published");
    ranges = List.copyOf(ranges);
  }

  /** How many blocks each service has, by its name. */
  public TreeMap<String, Integer> services() {
    TreeMap<String, Integer> services = new TreeMap<>();
    ranges.forEach(range -> services.merge(range.service(), 1, Integer::sum));
    return services;
  }

  /**
   * The fewest blocks that cover exactly the addresses of these services, sorted.
   *
   * @param services names as in {@link #services()}; all of them if none is given
   */
  public List<Cidr> blocks(Collection<String> services) {
    List<Cidr> sorted =
        ranges.stream()
            .filter(range -> services.isEmpty() || services.contains(range.service()))
            .map(PublishedRange::cidr)
            .sorted(Cidr.NESTING)
            .toList();
    List<Cidr> fewest = new ArrayList<>();
    for (Cidr block : sorted) {
      if (fewest.isEmpty() || !fewest.get(fewest.size() - 1).contains(block)) {
        fewest.add(block);
        join(fewest);
      }
    }
    return List.copyOf(fewest);
  }

  /** The last two become one for as long as they are the halves of a block. */
  private static void join(List<Cidr> blocks) {
    while (blocks.size() > 1) {
      Cidr last = blocks.get(blocks.size() - 1);
      Cidr before = blocks.get(blocks.size() - 2);
      Optional<Cidr> both = last.joined();
      if (both.isEmpty() || before.length() != last.length() || !both.equals(before.joined())) {
        return;
      }
      blocks.subList(blocks.size() - 2, blocks.size()).clear();
      blocks.add(both.get());
    }
  }
}
