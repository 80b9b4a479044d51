package org.truecost.reports;

import java.util.Collection;
import java.util.stream.Collectors;

/** SQL literals. Paths and ids come from outside, so none goes into SQL without this. */
final class Quoting {
  private Quoting() {}

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String list(Collection<String> texts) {
    return texts.stream().map(Quoting::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
