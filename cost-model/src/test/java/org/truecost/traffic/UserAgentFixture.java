package org.truecost.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.truecost.config.ConfigDirectory;

/** The labelled user agents, and the classifier of the project's own {@code config/}. */
final class UserAgentFixture {
  /** A user agent with what to read it as. */
  record Labelled(String userAgent, String tool, Set<String> acceptedClasses, String seenIn) {
    boolean accepts(TrafficClass trafficClass) {
      return acceptedClasses.contains(trafficClass.label());
    }

    boolean isTool(String found) {
      return found.equals(tool) || (tool.equals("unknown") && found.equals("other"));
    }
  }

  static final TrafficClassifier CLASSIFIER = TrafficRulesLoader.load(config());

  private UserAgentFixture() {}

  static ConfigDirectory config() {
    return ConfigDirectory.read(Path.of("..", "config"));
  }

  static List<Labelled> labelled() {
    List<Labelled> rows = new ArrayList<>();
    for (String line : text().lines().filter(line -> !line.startsWith("# ")).skip(1).toList()) {
      String[] columns = line.split("\t", -1);
      rows.add(
          new Labelled(columns[0], columns[1], Set.of(columns[2].split("\\|", -1)), columns[3]));
    }
    return rows;
  }

  private static String text() {
    try (InputStream in = UserAgentFixture.class.getResourceAsStream("/traffic/user-agents.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
