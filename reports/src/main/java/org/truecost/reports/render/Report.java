package org.truecost.reports.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report ready to be shown.
 *
 * @param title one line
 * @param facts what holds for all of it, such as its month and currency, in order
 * @param tables the first one is the answer, the others explain it
 * @param notes sentences a reader must see
 */
public record Report(
    String title, Map<String, String> facts, List<ReportTable> tables, List<String> notes) {
  public Report {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  /** The same with another sentence before the others. */
  public Report withNote(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(0, note);
    return new Report(title, facts, tables, more);
  }

  /** The same with at most {@code rows} rows in its first table; see {@link ReportTable#folded}. */
  public Report folded(int rows) {
    List<ReportTable> folded = new ArrayList<>(tables);
    folded.set(0, folded.get(0).folded(rows));
    return new Report(title, facts, folded, notes);
  }
}
