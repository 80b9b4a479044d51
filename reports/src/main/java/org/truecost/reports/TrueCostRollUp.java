package org.truecost.reports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.truecost.organization.AttributionMethod;
import org.truecost.rating.Allocator;

/** Sums cells to the rows that were asked for. Nothing is left out, so every grouping agrees. */
final class TrueCostRollUp {
  private static final int SHARE_SCALE = 12;
  private static final String ALL = "all";
  private static final Set<String> PSEUDO_METHODS =
      Stream.of(AttributionMethod.values())
          .filter(method -> !method.namesOrganization())
          .map(AttributionMethod::label)
          .collect(Collectors.toUnmodifiableSet());

  private final List<Dimension> by;
  private final List<TrueCostRow> rows;
  private final TrueCostRow total;

  TrueCostRollUp(TrueCostOptions options, List<UsageCell> cells) {
    by = options.by();
    Map<Key, Sum> sums = new HashMap<>();
    Sum all = new Sum(new Key(Map.of(), true));
    Set<String> folded = options.top() == 0 ? Set.of() : beyond(options.top(), cells);
    Key others = others(folded.size());
    for (UsageCell cell : cells) {
      boolean fold = !pseudo(cell) && folded.contains(cell.organization);
      Key key = fold ? others : key(cell);
      sums.computeIfAbsent(key, Sum::new).add(cell);
      all.add(cell);
    }
    List<Sum> sorted = sums.values().stream().sorted(ORDER).toList();
    rows = rows(sorted);
    total = all.row(all.cost.signum() > 0 ? BigDecimal.ONE.setScale(SHARE_SCALE) : null);
  }

  List<TrueCostRow> rows() {
    return rows;
  }

  TrueCostRow total() {
    return total;
  }

  /** A row's name in each of its dimensions. {@code last} sorts it behind the others. */
  private record Key(Map<Dimension, String> names, boolean last) {
    String text() {
      return names.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(Map.Entry::getValue)
          .collect(Collectors.joining("\n"));
    }
  }

  private static final Comparator<Sum> ORDER =
      Comparator.comparing((Sum sum) -> sum.key.last())
          .thenComparing(sum -> !sum.rated)
          .thenComparing(sum -> sum.cost, Comparator.reverseOrder())
          .thenComparing(sum -> sum.bytes, Comparator.reverseOrder())
          .thenComparing(sum -> sum.key.text());

  private Key key(UsageCell cell) {
    Map<Dimension, String> names = new EnumMap<>(Dimension.class);
    by.forEach(dimension -> names.put(dimension, cell.name(dimension)));
    return new Key(names, false);
  }

  private Key others(int count) {
    Map<Dimension, String> names = new EnumMap<>(Dimension.class);
    by.forEach(dimension -> names.put(dimension, ALL));
    names.put(
        Dimension.ORGANIZATION,
        count == 1 ? "1 other organization" : count + " other organizations");
    return new Key(names, true);
  }

  /** Named organizations below the {@code top} dearest. */
  private static Set<String> beyond(int top, List<UsageCell> cells) {
    Map<Key, Sum> byOrganization = new HashMap<>();
    for (UsageCell cell : cells) {
      if (!pseudo(cell)) {
        Key key = new Key(Map.of(Dimension.ORGANIZATION, cell.organization), false);
        byOrganization.computeIfAbsent(key, Sum::new).add(cell);
      }
    }
    return byOrganization.values().stream()
        .sorted(ORDER)
        .skip(top)
        .map(sum -> sum.key.names().get(Dimension.ORGANIZATION))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static boolean pseudo(UsageCell cell) {
    return PSEUDO_METHODS.contains(cell.attributionMethod);
  }

  private static List<TrueCostRow> rows(List<Sum> sums) {
    Allocator.Allocation shares =
        Allocator.allocate(
            BigDecimal.ONE, SHARE_SCALE, sums.stream().map(sum -> sum.cost).toList());
    boolean known = shares.unallocated().signum() == 0;
    List<TrueCostRow> rows = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      rows.add(sums.get(i).row(known ? shares.parts().get(i) : null));
    }
    return rows;
  }

  private static final class Sum {
    private final Key key;
    private BigDecimal requests = BigDecimal.ZERO;
    private BigDecimal bytes = BigDecimal.ZERO;
    private BigDecimal requestsWithoutBytes = BigDecimal.ZERO;
    private BigDecimal cost = BigDecimal.ZERO;
    private BigDecimal unratedRequests = BigDecimal.ZERO;
    private BigDecimal unratedBytes = BigDecimal.ZERO;
    private boolean rated;
    private NumberKind kind = NumberKind.MEASURED;

    Sum(Key key) {
      this.key = key;
    }

    void add(UsageCell cell) {
      requests = requests.add(cell.requests);
      bytes = bytes.add(cell.bytesSent);
      requestsWithoutBytes = requestsWithoutBytes.add(cell.requestsWithoutBytes);
      cost = cost.add(cell.listCost());
      unratedRequests = unratedRequests.add(cell.unratedRequests());
      unratedBytes = unratedBytes.add(cell.unratedBytes());
      rated |= cell.rated();
      if (cell.numberKind().compareTo(kind) > 0) {
        kind = cell.numberKind();
      }
    }

    TrueCostRow row(BigDecimal share) {
      return new TrueCostRow(
          key.names(),
          plain(requests),
          plain(bytes),
          plain(requestsWithoutBytes),
          rated ? cost : null,
          rated ? share : null,
          plain(unratedRequests),
          plain(unratedBytes),
          kind);
    }

    /** Whole quantities without places, sampled ones with as many as they need. */
    private static BigDecimal plain(BigDecimal quantity) {
      BigDecimal stripped = quantity.stripTrailingZeros();
      return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
  }
}
