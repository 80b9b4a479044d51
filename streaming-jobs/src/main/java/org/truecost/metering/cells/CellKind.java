package org.truecost.metering.cells;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** The kinds of cells, one a table, with how the words of two cells of one key are merged. */
public enum CellKind {
  USAGE(
      Tables.USAGE,
      Merge.SUM,
      Merge.SUM,
      Merge.SUM_LOW,
      Merge.SUM_HIGH,
      Merge.SUM,
      Merge.SUM,
      Merge.SUM),
  DOWNLOADS(Tables.DOWNLOADS, Merge.SUM, Merge.SUM, Merge.SUM, Merge.SUM, Merge.SUM),
  BANDWIDTH(Tables.BANDWIDTH, Merge.SUM, Merge.SUM),
  CLIENTS(Tables.CLIENTS, sketch()),
  LEDGER(Tables.LEDGER, ledger()),
  REJECTS(Tables.REJECTS, Merge.SUM, Merge.SUM);

  /** How one word of a value is merged. */
  enum Merge {
    SUM,
    /** The lower half of a 128-bit sum; the upper half follows. */
    SUM_LOW,
    SUM_HIGH,
    /** The smaller; 0 means none. */
    MIN,
    /** The larger; 0 means none. */
    MAX,
    /** How many hashes follow, ascending. */
    SKETCH,
    /** A hash of a sketch, or unused. */
    SKETCH_HASH
  }

  private static final List<CellKind> ALL = List.of(values());

  private final TableSchema table;
  private final Merge[] merges;

  CellKind(TableSchema table, Merge... merges) {
    this.table = table;
    this.merges = merges;
  }

  /** Every kind, by number. */
  public static List<CellKind> all() {
    return ALL;
  }

  /** Its name, which stays the same from version to version. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name. */
  public static Optional<CellKind> byLabel(String label) {
    return ALL.stream().filter(kind -> kind.label().equals(label)).findFirst();
  }

  /** The table its rows land in. */
  public TableSchema table() {
    return table;
  }

  /** Longs of value. */
  public int valueWords() {
    return merges.length;
  }

  /** Adds the values at {@code from[fromPlace]} to those at {@code to[toPlace]}. */
  public void merge(long[] to, int toPlace, long[] from, int fromPlace) {
    for (int i = 0; i < merges.length; i++) {
      int t = toPlace + i;
      int f = fromPlace + i;
      switch (merges[i]) {
        case SUM -> to[t] += from[f];
        case SUM_LOW -> {
          long low = to[t] + from[f];
          to[t + 1] += from[f + 1] + (Long.compareUnsigned(low, from[f]) < 0 ? 1 : 0);
          to[t] = low;
        }
        case MIN -> to[t] = to[t] == 0 || (from[f] != 0 && from[f] < to[t]) ? from[f] : to[t];
        case MAX -> to[t] = Math.max(to[t], from[f]);
        case SKETCH -> {
          for (int hash = 1; hash <= from[f]; hash++) {
            Sketch.add(to, t, from[f + hash]);
          }
        }
        case SUM_HIGH, SKETCH_HASH -> {
          // Merged with the word before.
        }
      }
    }
  }

  private static Merge[] ledger() {
    Merge[] merges = new Merge[LedgerWords.SIZE];
    Arrays.fill(merges, Merge.SUM);
    merges[8] = Merge.MIN;
    merges[9] = Merge.MAX;
    merges[LedgerWords.LONGEST_DELAY] = Merge.MAX;
    return merges;
  }

  private static Merge[] sketch() {
    Merge[] merges = new Merge[1 + Sketch.SIZE];
    Arrays.fill(merges, Merge.SKETCH_HASH);
    merges[0] = Merge.SKETCH;
    return merges;
  }
}
