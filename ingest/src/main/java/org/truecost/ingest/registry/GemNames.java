package org.truecost.ingest.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;

/**
 * Names of gems that exist, as {@code config/packages/rubygems.txt} lists them: one a line, {@code
 * #} begins a comment. The file is optional.
 */
public final class GemNames {
  /** Where the list stands below {@code config/}. */
  public static final String FILE = "packages/rubygems.txt";

  private GemNames() {}

  /** The listed names, empty without a file; lines that are no names go to {@code problems}. */
  public static Set<String> load(ConfigDirectory config, Problems problems) {
    byte[] bytes = config.bytes(FILE).orElse(new byte[0]);
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.indexOf('#');
      String name = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (name.isEmpty()) {
        continue;
      }
      if (Text.consistsOf(name, "-_.")) {
        names.add(name);
      } else {
        problems.add(
            config.display(FILE),
            "line " + (i + 1),
            "\"" + name + "\" is no gem's name; letters, digits, dash, underscore and dot are");
      }
    }
    return names;
  }
}
