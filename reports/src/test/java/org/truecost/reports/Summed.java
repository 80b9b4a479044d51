package org.truecost.reports;

import java.io.IOException;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Column;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

/** What the views of a directory add up to, summed here in Java: the oracle of compaction. */
final class Summed {
  private Summed() {}

  /** Per table: key columns to measures, over all lineage. */
  static Map<String, Map<List<String>, List<Object>>> of(DataDirectory directory)
      throws IOException, SQLException {
    Map<String, Map<List<String>, List<Object>>> tables = new TreeMap<>();
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.RESTRICTED)) {
      for (TableSchema table : Tables.all()) {
        tables.put(table.name(), sum(database, table));
      }
    }
    return tables;
  }

  private static Map<List<String>, List<Object>> sum(TrueCostDatabase database, TableSchema table)
      throws SQLException {
    Map<List<String>, List<Object>> sums =
        new TreeMap<>(java.util.Comparator.comparing(Object::toString));
    try (Statement statement = database.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table.name())) {
      ResultSetMetaData meta = rows.getMetaData();
      while (rows.next()) {
        List<String> key = new ArrayList<>();
        List<Object> measures = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
          Column column = table.columns().get(i - 1);
          if (column.role() == Column.Role.KEY) {
            key.add(rows.getString(i));
          } else if (column.role() != Column.Role.LINEAGE) {
            measures.add(measure(column, rows, i));
          }
        }
        sums.merge(key, measures, (one, other) -> add(table, one, other));
      }
    }
    return sums;
  }

  private static Object measure(Column column, ResultSet rows, int i) throws SQLException {
    return switch (column.role()) {
      case SUM -> rows.getBigDecimal(i).toBigIntegerExact();
      case UNION -> {
        TreeSet<Long> hashes = new TreeSet<>();
        for (Object hash : (Object[]) rows.getArray(i).getArray()) {
          hashes.add((Long) hash);
        }
        yield hashes;
      }
      default -> String.valueOf(rows.getString(i));
    };
  }

  private static List<Object> add(TableSchema table, List<Object> one, List<Object> other) {
    List<Column> columns =
        table.columns(Column.Role.SUM, Column.Role.MIN, Column.Role.MAX, Column.Role.UNION);
    List<Object> sum = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Object a = one.get(i);
      Object b = other.get(i);
      sum.add(
          switch (columns.get(i).role()) {
            case SUM -> ((BigInteger) a).add((BigInteger) b);
            case MIN -> extreme((String) a, (String) b, false);
            case MAX -> extreme((String) a, (String) b, true);
            default -> smallest(a, b);
          });
    }
    return sum;
  }

  private static String extreme(String a, String b, boolean larger) {
    if (a.equals("null") || b.equals("null")) {
      return a.equals("null") ? b : a;
    }
    return (compare(a, b) > 0) == larger ? a : b;
  }

  /** Of whole numbers, or of times of equal length. */
  private static int compare(String a, String b) {
    boolean numbers = a.chars().allMatch(Character::isDigit);
    return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }

  private static TreeSet<Long> smallest(Object a, Object b) {
    TreeSet<Long> union = new TreeSet<>();
    for (Object hashes : List.of(a, b)) {
      for (Object hash : (TreeSet<?>) hashes) {
        union.add((Long) hash);
      }
    }
    while (union.size() > 32) {
      union.pollLast();
    }
    return union;
  }
}
