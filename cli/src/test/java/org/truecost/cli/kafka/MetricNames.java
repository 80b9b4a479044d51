package org.truecost.cli.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of metrics that alerts and the dashboard ask for. */
final class MetricNames {
  private static final Path OPERATIONS = Path.of("..", "operations");
  private static final Pattern NAME = Pattern.compile("\\b(?:flink|truecost)_[A-Za-z0-9_]+");

  private MetricNames() {}

  static Set<String> askedFor() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String file : List.of("prometheus/alerts.yaml", "grafana/truecost.json")) {
      Matcher found = NAME.matcher(Files.readString(OPERATIONS.resolve(file)));
      while (found.find()) {
        names.add(found.group());
      }
    }
    return names;
  }
}
