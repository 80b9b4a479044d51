package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.truecost.ingest.format.TextField.Group;

/**
 * A text log line as literals and the fields between them: {@code literals[0] fields[0] literals[1]
 * fields[1] … literals[n]}. Immutable; {@link TextLayoutParser} runs it.
 */
final class TextLayout {
  /** {@code literals[i]} stands before field {@code i}; the last one ends the line. */
  final byte[][] literals;

  final TextField[] fields;

  /** Whether field {@code i} stands in double quotes, so that {@code \"} does not end it. */
  final boolean[] quoted;

  /** The places of the fields that are read, one of each group at most. */
  private final Map<Group, Integer> read;

  /** How the target is wrapped. */
  final TextEncoding targetEncoding;

  private TextLayout(List<byte[]> literals, List<TextField> fields) {
    this.literals = literals.toArray(byte[][]::new);
    this.fields = fields.toArray(TextField[]::new);
    this.quoted = new boolean[fields.size()];
    for (int i = 0; i < quoted.length; i++) {
      quoted[i] = endsWithQuote(this.literals[i]) && beginsWithQuote(this.literals[i + 1]);
    }
    this.read = best();
    int target = read(Group.TARGET);
    this.targetEncoding = target < 0 ? TextEncoding.PERCENT : this.fields[target].encoding();
  }

  /** The place of the field that is read for {@code group}, -1 if there is none. */
  int read(Group group) {
    return read.getOrDefault(group, -1);
  }

  private Map<Group, Integer> best() {
    Map<Group, Integer> best = new EnumMap<>(Group.class);
    for (int i = 0; i < fields.length; i++) {
      Group group = fields[i].kind().group();
      Integer other = best.get(group);
      if (other == null || fields[i].rank() > fields[other].rank()) {
        best.put(group, i);
      }
    }
    best.remove(Group.NONE);
    if (best.containsKey(Group.REQUEST)) {
      // What the client sent, in one piece, is the origin of all the others.
      best.remove(Group.METHOD);
      best.remove(Group.TARGET);
      best.remove(Group.QUERY);
    }
    return best;
  }

  private static boolean endsWithQuote(byte[] literal) {
    return literal.length > 0 && literal[literal.length - 1] == '"';
  }

  private static boolean beginsWithQuote(byte[] literal) {
    return literal.length > 0 && literal[0] == '"';
  }

  /** Collects the pieces of a layout in the order of the line. */
  static final class Builder {
    private final List<byte[]> literals = new ArrayList<>();
    private final List<TextField> fields = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    Builder literal(char c) {
      literal.append(c);
      return this;
    }

    /**
     * @param name what the format string calls the field, for messages
     * @throws IllegalArgumentException if nothing separates it from the field before
     */
    Builder field(String name, TextField field) {
      if (literal.isEmpty() && !fields.isEmpty()) {
        throw new IllegalArgumentException(
            names.get(names.size() - 1)
                + " and "
                + name
                + " follow each other with nothing between them, so nobody can tell where one ends;"
                + " put a space or a TAB between them");
      }
      endLiteral();
      fields.add(field);
      names.add(name);
      return this;
    }

    /**
     * @throws IllegalArgumentException if the line has no time, no path or no status
     */
    TextLayout build() {
      endLiteral();
      TextLayout layout = new TextLayout(literals, fields);
      if (layout.read(Group.TIME) < 0) {
        throw new IllegalArgumentException(
            "no time of the request: add $time_local, $time_iso8601 or $msec (nginx) or %t"
                + " (Apache)");
      }
      if (layout.read(Group.REQUEST) < 0 && layout.read(Group.TARGET) < 0) {
        throw new IllegalArgumentException(
            "no request and no path: add $request or $request_uri (nginx) or %r (Apache)");
      }
      if (layout.read(Group.STATUS) < 0) {
        throw new IllegalArgumentException(
            "no status, without which an error looks like a download: add $status (nginx) or %>s"
                + " (Apache)");
      }
      return layout;
    }

    private void endLiteral() {
      literals.add(literal.toString().getBytes(UTF_8));
      literal.setLength(0);
    }
  }
}
