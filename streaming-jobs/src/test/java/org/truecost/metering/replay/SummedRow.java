package org.truecost.metering.replay;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.truecost.metering.cells.Sketch;
import org.truecost.tables.Column;
import org.truecost.tables.TableSchema;

/**
 * Rows of a table summed over lineage columns, as sorted text: keys, then measures, in the table's
 * order. Numbers and times are whole numbers, sketches are lists.
 */
final class SummedRow {
  private SummedRow() {}

  /** Sums rows that hold one value a column: String, Long, BigInteger, long[] or null. */
  static List<String> of(TableSchema table, List<Object[]> rows) {
    Map<String, List<Object>> sums = new TreeMap<>();
    for (Object[] row : rows) {
      String key =
          columns(table, true).stream()
              .map(column -> String.valueOf(row[column]))
              .collect(Collectors.joining(" | "));
      List<Integer> measures = columns(table, false);
      List<Object> sum = sums.computeIfAbsent(key, none -> new ArrayList<>());
      for (int i = 0; i < measures.size(); i++) {
        Column column = table.columns().get(measures.get(i));
        Object value = row[measures.get(i)];
        if (sum.size() == i) {
          sum.add(merge(column.role(), null, value));
        } else {
          sum.set(i, merge(column.role(), sum.get(i), value));
        }
      }
    }
    List<String> text = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            text.add(
                key
                    + " | "
                    + sum.stream().map(String::valueOf).collect(Collectors.joining(" | "))));
    text.sort(null);
    return text;
  }

  private static Object merge(Column.Role role, Object sum, Object value) {
    return switch (role) {
      case SUM -> sum == null ? number(value) : number(sum).add(number(value));
      case MIN -> sum == null ? value : value == null ? sum : number(sum).min(number(value));
      case MAX -> sum == null ? value : value == null ? sum : number(sum).max(number(value));
      case UNION -> {
        TreeSet<Long> hashes = new TreeSet<>();
        if (sum != null) {
          ((List<?>) sum).forEach(hash -> hashes.add((Long) hash));
        }
        for (long hash : (long[]) value) {
          hashes.add(hash);
        }
        yield hashes.stream().limit(Sketch.SIZE).toList();
      }
      case KEY, LINEAGE -> throw new IllegalArgumentException(role + " is no measure");
    };
  }

  private static BigInteger number(Object value) {
    return value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value);
  }

  private static List<Integer> columns(TableSchema table, boolean keys) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column.Role role = table.columns().get(i).role();
      if (role != Column.Role.LINEAGE && (role == Column.Role.KEY) == keys) {
        places.add(i);
      }
    }
    return places;
  }
}
